#include "sim/statistics/pooled_proportion.h"

#include <algorithm>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/proportion.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

IntervalEstimate pooled_proportion(std::span<const ClusterCount> replications, double level) {
  std::vector<double> successes;
  std::vector<double> units;
  for (const ClusterCount& count : replications) {
    PICKET_CHECK(count.successes <= count.units, "successes", count.successes, "units", count.units);
    if (count.units == 0) continue;
    successes.push_back(static_cast<double>(count.successes));
    units.push_back(static_cast<double>(count.units));
  }
  IntervalEstimate estimate;
  estimate.n = static_cast<std::uint32_t>(units.size());
  if (units.empty()) return estimate;
  const double all = exact_sum(units);
  const double p = exact_sum(successes) / all;
  estimate.value = p;
  if (estimate.n < kMinReplicationsForInterval) return estimate;
  if (p <= 0 || p >= 1) {
    estimate.interval = clopper_pearson(p <= 0 ? 0 : estimate.n, estimate.n, level);
    return estimate;
  }
  const double n = estimate.n;
  const double mean_units = all / n;
  const double residual = sample_variance(successes) - 2 * p * sample_covariance(successes, units) + p * p * sample_variance(units);
  const double variance = residual / (n * mean_units * mean_units);
  // Equal rates differ by rounding only, as in clustered_proportion.
  double trials = n;
  if (variance > 1e-24) {
    const double independent = p * (1 - p) / all;
    trials = all / std::max(1.0, variance / independent);
  }
  estimate.interval = wilson_with_factor(p, trials, student_t_factor(level, n - 1));
  return estimate;
}

}  // namespace picket::sim
