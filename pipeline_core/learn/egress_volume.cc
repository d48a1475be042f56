#include "pipeline_core/learn/egress_volume.h"

#include <algorithm>

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

EgressVolume::Added EgressVolume::add(Time event_time, std::uint64_t bytes, std::uint32_t sequence,
                                      std::uint32_t observation, bool learning, const EgressSettings& settings) {
  const std::int64_t hour = event_time.unix_seconds() / 3600;
  Hour* slot = nullptr;
  if (open[last].hour == hour) {
    slot = &open[last];
  } else {
    slot = std::find_if(open.begin(), open.end(), [&](const Hour& h) { return h.hour == hour; });
    if (slot == open.end()) {
      slot = std::min_element(open.begin(), open.end(), [](const Hour& a, const Hour& b) { return a.hour < b.hour; });
      if (slot->hour > hour) return Added::kTooOld;
      close(*slot, learning, settings);
      *slot = Hour{hour, 0, false, {}};
    }
    last = static_cast<std::uint8_t>(slot - open.begin());
  }
  slot->bytes += bytes;
  Part* smallest = std::min_element(slot->largest.begin(), slot->largest.end(),
                                    [](const Part& a, const Part& b) { return a.bytes < b.bytes; });
  if (bytes > smallest->bytes) *smallest = {bytes, sequence, observation};
  if (learning || slot->alerted || hours < settings.min_hours || slot->bytes <= settings.floor_bytes)
    return Added::kNormal;
  if (static_cast<double>(slot->bytes) <= settings.factor * static_cast<double>(largest_hour)) return Added::kNormal;
  slot->alerted = true;
  return Added::kAlert;
}

}  // namespace picket
