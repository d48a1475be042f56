#include "sim/experiment/cell_meter.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

constexpr std::int64_t kHourSeconds = 3'600;
constexpr std::size_t kLeastPoints = 128;

/// With so many points or more a step is an hour at most, and then a part of one.
std::size_t points_of(Duration measured) {
  return std::max(kLeastPoints, static_cast<std::size_t>((measured.count_seconds() + kHourSeconds - 1) / kHourSeconds));
}

}  // namespace

CellMeter::CellMeter(const World& world)
    : world_(world), throughput_(world.cells().size(), world.start(), world.end() - world.start(), points_of(world.end() - world.start())) {}

void CellMeter::add(SiteId site, Time from, Time until, Bytes bytes) {
  const std::uint32_t cell = world_.cells().cell_of(site);
  if (cell != CellPlan::kNone) throughput_.at(cell).add(from, until, bytes);
}

double CellMeter::utilisation_1h_max(const CellBackground& background) const {
  const Duration measured = world_.end() - world_.start();
  const Duration period = std::min(measured, Duration::seconds(kHourSeconds));
  double most = 0;
  for (std::uint32_t c = 0; c < throughput_.size(); ++c) {
    const Series series = throughput_.at(c).series("", world_.end());
    const auto step = static_cast<std::int64_t>(series.step_seconds);
    PICKET_CHECK(kHourSeconds % step == 0, "step", step);
    const double capacity = world_.cells().kind(c).uplink_bandwidth.bits_per_second / 8 * period.to_seconds();
    const auto steps = static_cast<std::size_t>(kHourSeconds / step);
    for (std::size_t first = 0; first < series.values.size(); first += steps) {
      const Time from = world_.start() + Duration::seconds(static_cast<std::int64_t>(first) * step);
      if (from + period > world_.end()) break;
      double bytes = background.bytes(c, from, from + period);
      for (std::size_t i = first; i < std::min(first + steps, series.values.size()); ++i) {
        const Duration left = world_.end() - (world_.start() + Duration::seconds(static_cast<std::int64_t>(i) * step));
        bytes += series.values[i] * std::min(static_cast<double>(step), left.to_seconds());
      }
      most = std::max(most, bytes / capacity);
    }
  }
  return most;
}

}  // namespace picket::sim
