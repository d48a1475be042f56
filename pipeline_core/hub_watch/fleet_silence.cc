#include "pipeline_core/hub_watch/fleet_silence.h"

#include <algorithm>

namespace picket {
namespace {

constexpr std::int64_t kSecondsPerMinute = 60;

}  // namespace

double FleetSilence::limit(const FleetSilenceSettings& settings) const {
  return std::max(
      {static_cast<double>(settings.min_devices), settings.share * devices_, settings.habit_factor * habit_});
}

std::optional<FleetSilence::Alarm> FleetSilence::on_away(DeviceId device, Time since, bool learning,
                                                         const FleetSilenceSettings& settings) {
  const std::int64_t minute = since.unix_seconds() / kSecondsPerMinute;
  if (!gone_.emplace(device, minute).second) return std::nullopt;
  ++by_minute_[minute];
  // Any window that holds this minute may now be full: look at each, by its last minute.
  const std::int64_t length = std::max<std::int64_t>(settings.window.count_seconds() / kSecondsPerMinute, 1);
  std::uint32_t most = 0;
  std::int64_t first = minute;
  for (std::int64_t last = minute; last < minute + length; ++last) {
    std::uint32_t count = 0;
    const auto begin = by_minute_.lower_bound(last - length + 1);
    for (auto at = begin; at != by_minute_.end() && at->first <= last; ++at) count += at->second;
    if (count <= most) continue;
    most = count;
    first = begin->first;
  }
  if (learning) {
    habit_ = std::max(habit_, most);
    return std::nullopt;
  }
  if (raised_ || most < limit(settings)) return std::nullopt;
  raised_ = true;
  return Alarm{Time::from_unix_seconds(first * kSecondsPerMinute), most, devices_};
}

void FleetSilence::on_back(DeviceId device, const FleetSilenceSettings& settings) {
  const auto found = gone_.find(device);
  if (found == gone_.end()) return;
  const auto minute = by_minute_.find(found->second);
  if (--minute->second == 0) by_minute_.erase(minute);
  gone_.erase(found);
  if (static_cast<double>(gone_.size()) * 2 < limit(settings)) raised_ = false;
}

}  // namespace picket
