#include <algorithm>
#include <array>

#include "agent_core/twin/g2_twin.h"

namespace picket {
namespace {

/// Which settings decide about a kind of event. A new kind is one row. `kCount_`: no such setting.
struct CollectorRow {
  EventKind kind;
  G2Property disabled;
  G2Property frequency;
  G2Property cache_size = G2Property::kCount_;
  G2Property needs_text = G2Property::kCount_;  ///< collected only if this text is not empty
  bool follows = false;  ///< a part of another row's collector: set by a twin, not looked at for making one
};
constexpr std::array kCollectorRows{
    CollectorRow{EventKind::kProcess, G2Property::kProcessDisabled, G2Property::kProcessMessageFrequency,
                 G2Property::kProcessCacheSize},
    CollectorRow{EventKind::kNetwork, G2Property::kNetworkActivityDisabled,
                 G2Property::kNetworkActivityMessageFrequency, G2Property::kNetworkActivityCacheSize},
    CollectorRow{EventKind::kDns, G2Property::kNetworkActivityDisabled, G2Property::kNetworkActivityMessageFrequency,
                 G2Property::kNetworkActivityCacheSize, G2Property::kCount_, true},
    CollectorRow{EventKind::kLogin, G2Property::kLoginDisabled, G2Property::kLoginMessageFrequency},
    CollectorRow{EventKind::kFile, G2Property::kFileSystemDisabled, G2Property::kFileSystemMessageFrequency,
                 G2Property::kFileSystemCacheSize, G2Property::kFileSystemPaths},
    CollectorRow{EventKind::kPeripheral, G2Property::kPeripheralDisabled, G2Property::kPeripheralMessageFrequency,
                 G2Property::kPeripheralCacheSize},
    CollectorRow{EventKind::kSystemInformation, G2Property::kSystemInformationDisabled,
                 G2Property::kSystemInformationMessageFrequency},
    CollectorRow{EventKind::kHeartbeat, G2Property::kHeartbeatDisabled, G2Property::kHeartbeatMessageFrequency},
    CollectorRow{EventKind::kBaseline, G2Property::kBaselineDisabled, G2Property::kBaselineMessageFrequency},
    CollectorRow{EventKind::kSbom, G2Property::kSBoMDisabled, G2Property::kSBoMMessageFrequency},
    CollectorRow{EventKind::kStatistics, G2Property::kStatisticsDisabled, G2Property::kStatisticsMessageFrequency,
                 G2Property::kStatisticsCacheSize},
    CollectorRow{EventKind::kLog, G2Property::kLogCollectorDisabled, G2Property::kLogCollectorMessageFrequency},
};

constexpr std::uint32_t kAuto = 1;
constexpr std::uint32_t kNetlink = 2;
constexpr std::uint32_t kPolling = 3;

ProcessSensor process_sensor_of(std::uint32_t mode, bool has_process_connector) {
  if (mode == kPolling) return ProcessSensor::kPolling;
  if (has_process_connector) return ProcessSensor::kProcConnector;
  return mode == kAuto ? ProcessSensor::kPolling : ProcessSensor::kNone;
}

constexpr std::int64_t kMaxMinutes = 0x7fff'ffff;

std::uint32_t minutes_of(Duration duration) {
  const std::int64_t minutes = duration / Duration::minutes(1);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(minutes, 1, kMaxMinutes));
}

}  // namespace

void apply_to(Policy& policy, const G2Settings& settings, bool has_process_connector) {
  const PriorityIntervals& intervals = settings.intervals(G2Property::kPriorityIntervals);
  for (std::size_t i = 0; i < kPriorities; ++i) policy.intervals[i] = Duration::minutes(intervals.minutes[i]);
  policy.message_timeout = Duration::minutes(settings.integer(G2Property::kMessageTimeout));
  policy.process_sensor = process_sensor_of(settings.integer(G2Property::kProcessMode), has_process_connector);
  policy.login_sensor = settings.flag(G2Property::kLoginUsePAM) ? LoginSensor::kPam : LoginSensor::kUtmp;
  for (const CollectorRow& row : kCollectorRows) {
    KindPolicy& kind = policy.of(row.kind);
    kind.collect = !settings.flag(row.disabled);
    if (row.needs_text != G2Property::kCount_ && settings.text(row.needs_text).empty()) kind.collect = false;
    kind.priority = settings.frequency(row.frequency);
    if (row.cache_size != G2Property::kCount_) kind.cache_size = settings.integer(row.cache_size);
  }
}

G2Settings settings_of(const Policy& policy, G2Settings base) {
  PriorityIntervals intervals;
  for (std::size_t i = 0; i < kPriorities; ++i) intervals.minutes[i] = minutes_of(policy.intervals[i]);
  base[G2Property::kPriorityIntervals] = intervals;
  base[G2Property::kMessageTimeout] = minutes_of(policy.message_timeout);
  if (policy.process_sensor == ProcessSensor::kPolling) base[G2Property::kProcessMode] = kPolling;
  if (policy.process_sensor == ProcessSensor::kProcConnector && base.integer(G2Property::kProcessMode) == kPolling) {
    base[G2Property::kProcessMode] = kNetlink;
  }
  if (policy.login_sensor == LoginSensor::kPam || policy.login_sensor == LoginSensor::kUtmp) {
    base[G2Property::kLoginUsePAM] = policy.login_sensor == LoginSensor::kPam;
  }
  for (const CollectorRow& row : kCollectorRows) {
    if (row.follows) continue;
    const KindPolicy& kind = policy.of(row.kind);
    base[row.disabled] = !kind.collect;
    base[row.frequency] = kind.priority;
    if (row.cache_size != G2Property::kCount_) {
      base[row.cache_size] =
          std::clamp(kind.cache_size, info_of(row.cache_size).minimum, info_of(row.cache_size).maximum);
    }
    if (kind.collect && row.needs_text != G2Property::kCount_ && base.text(row.needs_text).empty()) {
      base[row.needs_text] = std::string("/");
    }
  }
  return base;
}

}  // namespace picket
