#include "sim/statistics/detectable_effect.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/runs_needed.h"

namespace picket::sim {
namespace {

/// From this many degrees of freedom on Student's t is taken as normal: Boost's series of the non-central one grows slow,
/// and t differs from normal by less than 1e-4 of its quantile.
constexpr double kNormalFrom = 20'000;

double non_centrality_of(double degrees_of_freedom, double level, double power) {
  const double freedom = std::min(degrees_of_freedom, kNormalFrom);
  // The power grows with the non-centrality: halve until the ends meet.
  double low = 0;
  double high = 1;
  while (student_t_power(high, freedom, level) < power) high *= 2;
  for (int i = 0; i < 60 && high - low > 1e-10 * high; ++i) {
    const double middle = (low + high) / 2;
    (student_t_power(middle, freedom, level) < power ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double detectable_difference(double standard_error, double degrees_of_freedom, double level, double power) {
  PICKET_CHECK(standard_error >= 0 && degrees_of_freedom >= 1, "error", standard_error, "freedom", degrees_of_freedom);
  PICKET_CHECK(level > 0 && level < 1 && power > (1 - level) / 2 && power < 1, "level", level, "power", power);
  return non_centrality_of(degrees_of_freedom, level, power) * standard_error;
}

std::uint32_t pairs_needed(double difference, double standard_deviation, double level, double power) {
  PICKET_CHECK(difference > 0, "difference", difference);
  const auto found_with = [&](std::uint32_t n) {
    return detectable_difference(standard_deviation / std::sqrt(static_cast<double>(n)), n - 1.0, level, power) <= difference;
  };
  std::uint32_t enough = kMinReplicationsForInterval;
  if (found_with(enough)) return enough;
  std::uint32_t too_few = enough;
  while (!found_with(enough)) {
    too_few = enough;
    if (enough >= kMostRunsNeeded) return kMostRunsNeeded;
    enough = std::min(2 * enough, kMostRunsNeeded);
  }
  while (enough - too_few > 1) {
    const std::uint32_t middle = too_few + (enough - too_few) / 2;
    (found_with(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace picket::sim
