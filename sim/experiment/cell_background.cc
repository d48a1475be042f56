#include "sim/experiment/cell_background.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

CellBackground::CellBackground(const World& world) : cells_(world.cells()) {
  for (std::uint32_t c = 0; c < cells_.size(); ++c) {
    const Cell& kind = cells_.kind(c);
    if (c == 0 || &kind != &cells_.kind(c - 1)) {
      seasons_.emplace_back();
      if (kind.background_uplink.bits_per_second > 0) {
        PICKET_CHECK(kind.background_uplink < kind.uplink_bandwidth, "background", kind.background_uplink.bits_per_second);
        seasons_.back() = Seasonality::profile(kind.background_seasonality);
        PICKET_CHECK(seasons_.back().has_value(), "the scenario reader knows the profiles");
      }
    }
    kinds_.push_back(static_cast<std::uint32_t>(seasons_.size() - 1));
  }
}

/// Bytes per second of the others.
double CellBackground::taken(std::uint32_t cell, Time at) const {
  if (!season(cell)) return 0;
  const double share = season(cell)->multiplier(at + cells_.utc_offset(cell)) / season(cell)->largest();
  return cells_.kind(cell).background_uplink.bits_per_second / 8 * share;
}

double CellBackground::available(std::uint32_t cell, Time at) const {
  return cells_.kind(cell).uplink_bandwidth.bits_per_second / 8 - taken(cell, at);
}

Time CellBackground::next_change(std::uint32_t cell, Time at) const {
  if (!season(cell) || season(cell)->flat()) return Time::max();
  constexpr std::int64_t kHour = 3'600;
  const std::int64_t local = (at + cells_.utc_offset(cell)).unix_seconds();
  const std::int64_t into_hour = (local % kHour + kHour) % kHour;
  return Time::from_unix_seconds(local - into_hour + kHour) - cells_.utc_offset(cell);
}

double CellBackground::bytes(std::uint32_t cell, Time from, Time until) const {
  double sum = 0;
  while (from < until) {
    const Time next = std::min(until, next_change(cell, from));
    sum += taken(cell, from) * (next - from).to_seconds();
    from = next;
  }
  return sum;
}

}  // namespace picket::sim
