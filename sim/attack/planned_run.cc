#include "sim/attack/planned_run.h"

#include <algorithm>
#include <limits>

namespace picket::sim {
namespace {

/// Events at 0, spacing, 2 * spacing, ... before `length`.
std::uint64_t events_within(Duration length, Duration spacing) {
  if (length <= Duration()) return 0;
  if (spacing <= Duration()) return std::numeric_limits<std::uint32_t>::max();
  const std::int64_t us = spacing.count_microseconds();
  return static_cast<std::uint64_t>((length.count_microseconds() + us - 1) / us);
}

}  // namespace

std::uint64_t PlannedRun::count_before(Time t) const {
  if (t <= start) return 0;
  if (t == Time::max()) return std::numeric_limits<std::uint64_t>::max();
  const Duration length = t - start;
  if (cycle == Duration()) return events_within(length, spacing);
  const auto whole = static_cast<std::uint64_t>(length / cycle);
  return whole * per_cycle + std::min<std::uint64_t>(per_cycle, events_within(length % cycle, spacing));
}

void PlannedRun::cut(Time t) {
  end = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, count_before(t)));
}

void PlannedRun::skip(Time t) {
  begin = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, std::max<std::uint64_t>(begin, count_before(t))));
}

}  // namespace picket::sim
