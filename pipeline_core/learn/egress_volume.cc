#include "pipeline_core/learn/egress_volume.h"

#include <algorithm>
#include <limits>

namespace picket {

void EgressVolume::close(const Hour& hour, bool learning, const EgressSettings& settings) {
  if (hour.hour < 0) return;
  ++hours;
  if (hour.bytes <= largest_hour) return;
  const bool free = learning || hours <= settings.min_hours;
  const auto bound = static_cast<std::uint64_t>(static_cast<double>(std::max(largest_hour, settings.floor_bytes / 4)) *
                                                settings.growth);
  largest_hour = free ? hour.bytes : std::max(largest_hour, std::min(hour.bytes, bound));
}

double EgressVolume::ratio(const EgressSettings& settings) const {
  const std::uint64_t bytes = open[last].bytes;
  if (hours < settings.min_hours || bytes <= settings.floor_bytes) return 0;
  return std::min(kLargestRatio, static_cast<double>(bytes) / std::max(1.0, static_cast<double>(largest_hour)));
}

double EgressVolume::limit(const EgressSettings& settings) const {
  return std::max(static_cast<double>(settings.floor_bytes), settings.factor * static_cast<double>(largest_hour));
}

EgressVolume::Added EgressVolume::add(Time event_time, std::uint64_t bytes, std::uint32_t sequence,
                                      std::uint16_t observation, bool learning, bool frozen,
                                      const EgressSettings& settings) {
  const auto hour = static_cast<std::int32_t>(
      std::clamp<std::int64_t>(event_time.unix_seconds() / 3600, 0, std::numeric_limits<std::int32_t>::max()));
  Hour* slot = nullptr;
  if (open[last].hour == hour) {
    slot = &open[last];
  } else {
    slot = std::find_if(open.begin(), open.end(), [&](const Hour& h) { return h.hour == hour; });
    if (slot == open.end()) {
      slot = std::min_element(open.begin(), open.end(), [](const Hour& a, const Hour& b) { return a.hour < b.hour; });
      if (slot->hour > hour) return Added::kTooOld;
      if (!frozen) close(*slot, learning, settings);
      *slot = Hour{0, hour, false, {}};
    }
    last = static_cast<std::uint8_t>(slot - open.begin());
  }
  slot->bytes += bytes;
  Part* smallest = std::min_element(slot->largest.begin(), slot->largest.end(),
                                    [](const Part& a, const Part& b) { return a.bytes() < b.bytes(); });
  const std::uint64_t kept = std::min(bytes, (std::uint64_t{1} << 48) - 1);
  if (kept > smallest->bytes()) {
    *smallest = {static_cast<std::uint32_t>(kept), static_cast<std::uint16_t>(kept >> 32), observation, sequence};
  }
  if (learning || slot->alerted || hours < settings.min_hours) return Added::kNormal;
  if (static_cast<double>(slot->bytes) <= limit(settings)) return Added::kNormal;
  slot->alerted = true;
  return Added::kAlert;
}

}  // namespace picket
