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
  bool follows = false;  ///< a part of another row's collector: set by a twin, not looked at for making one
};
constexpr std::array kCollectorRows{
    CollectorRow{EventKind::kProcess, G2Property::kProcessDisabled, G2Property::kProcessMessageFrequency,
                 G2Property::kProcessCacheSize},
    CollectorRow{EventKind::kNetwork, G2Property::kNetworkActivityDisabled,
                 G2Property::kNetworkActivityMessageFrequency, G2Property::kNetworkActivityCacheSize},
    CollectorRow{EventKind::kDns, G2Property::kNetworkActivityDisabled, G2Property::kNetworkActivityMessageFrequency,
                 G2Property::kNetworkActivityCacheSize, true},
    CollectorRow{EventKind::kLogin, G2Property::kLoginDisabled, G2Property::kLoginMessageFrequency},
    CollectorRow{EventKind::kFile, G2Property::kFileSystemDisabled, G2Property::kFileSystemMessageFrequency,
                 G2Property::kFileSystemCacheSize},
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

std::uint32_t minutes_of(Duration duration) {
  const std::int64_t minutes = duration / Duration::minutes(1);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(minutes, 1, kMaxMinutes));
}

/// The parts of a comma list, without the blanks around them; empty parts are left out.
std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view part = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

std::string join(const std::vector<std::string>& parts) {
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : ",") + part;
  return list;
}

}  // namespace

std::vector<G2Property> g2_properties_of(EventKind kind) {
  std::vector<G2Property> out;
  for (const CollectorRow& row : kCollectorRows) {
    if (row.kind != kind) continue;
    for (const G2Property property : {row.disabled, row.frequency, row.cache_size}) {
      if (property != G2Property::kCount_) out.push_back(property);
    }
  }
  return out;
}

void apply_to(Policy& policy, const G2Settings& settings, bool has_process_connector) {
  const PriorityIntervals& intervals = settings.intervals(G2Property::kPriorityIntervals);
  for (std::size_t i = 0; i < kPriorities; ++i) policy.intervals[i] = Duration::minutes(intervals.minutes[i]);
  policy.message_timeout = Duration::minutes(settings.integer(G2Property::kMessageTimeout));
  policy.process_sensor = process_sensor_of(settings.integer(G2Property::kProcessMode), has_process_connector);
  policy.login_sensor = settings.flag(G2Property::kLoginUsePAM) ? LoginSensor::kPam : LoginSensor::kUtmp;
  policy.network_devices = split(settings.text(G2Property::kNetworkActivityDevices));
  policy.file_paths = split(settings.text(G2Property::kFileSystemPaths));
  policy.file_recursive = settings.flag(G2Property::kFileSystemRecursive);
  for (const CollectorRow& row : kCollectorRows) {
    KindPolicy& kind = policy.of(row.kind);
    kind.collect = !settings.flag(row.disabled);
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
  base[G2Property::kNetworkActivityDevices] = join(policy.network_devices);
  base[G2Property::kFileSystemPaths] = join(policy.file_paths);
  base[G2Property::kFileSystemRecursive] = policy.file_recursive;
  for (const CollectorRow& row : kCollectorRows) {
    if (row.follows) continue;
    const KindPolicy& kind = policy.of(row.kind);
    base[row.disabled] = !kind.collect;
    base[row.frequency] = kind.priority;
    if (row.cache_size != G2Property::kCount_) {
      base[row.cache_size] =
          std::clamp(kind.cache_size, info_of(row.cache_size).minimum, info_of(row.cache_size).maximum);
    }
  }
  return base;
}

}  // namespace picket
