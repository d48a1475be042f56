#include "sim/statistics/runs_needed.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

namespace {

/// Smallest total >= now for which `width_of` is small enough, minus now. `width_of` must not
/// grow with the number of replications.
template <class HalfWidthOf>
std::uint32_t further_runs(std::uint32_t now, double half_width, HalfWidthOf half_width_of) {
  PICKET_CHECK(half_width > 0, "half width", half_width);
  const std::uint32_t first = std::max(now, kMinReplicationsForInterval);
  if (half_width_of(first) <= half_width) return first - now;
  std::uint32_t too_few = first;
  std::uint32_t enough = first * 2;
  while (half_width_of(enough) > half_width) {
    too_few = enough;
    if (enough >= kMostRunsNeeded) return kMostRunsNeeded;
    enough *= 2;
  }
  while (enough - too_few > 1) {
    const std::uint32_t middle = too_few + (enough - too_few) / 2;
    (half_width_of(middle) <= half_width ? enough : too_few) = middle;
  }
  return std::min(enough - now, kMostRunsNeeded);
}

}  // namespace

std::uint32_t runs_needed_for_mean(std::span<const double> per_replication, double half_width, double level) {
  const std::uint32_t now = static_cast<std::uint32_t>(per_replication.size());
  if (now < 2) return kMinReplicationsForInterval - now;
  const double s = std::sqrt(sample_variance(per_replication));
  return further_runs(now, half_width, [&](std::uint32_t n) {
    return student_t_factor(level, n - 1) * s / std::sqrt(static_cast<double>(n));
  });
}

std::uint32_t runs_needed_for_proportion(std::span<const double> rates, double half_width, double level) {
  const std::uint32_t now = static_cast<std::uint32_t>(rates.size());
  if (now < 2) return kMinReplicationsForInterval - now;
  const double p = mean(rates);
  const double s = std::sqrt(sample_variance(rates));
  return further_runs(now, half_width,
                      [&](std::uint32_t n) { return clustered_proportion_interval(p, s, n, level).half_width(); });
}

}  // namespace picket::sim
