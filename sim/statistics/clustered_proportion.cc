#include "sim/statistics/clustered_proportion.h"

#include <cmath>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/logit.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/proportion.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

Interval clustered_proportion_interval(double p, double s, std::uint32_t replications, double level) {
  if (p <= 0) return clopper_pearson(0, replications, level);
  if (p >= 1) return clopper_pearson(replications, replications, level);
  const double factor = student_t_factor(level, replications - 1);
  // Equal rates differ by rounding only; anything below 1e-12 is that.
  if (s < 1e-12) return wilson_with_factor(p, replications, factor);
  const double centre = logit(p);
  const double half = factor * s / (std::sqrt(static_cast<double>(replications)) * p * (1 - p));
  return {expit(centre - half), expit(centre + half)};
}

IntervalEstimate clustered_proportion_of_rates(std::span<const double> rates, double level) {
  IntervalEstimate estimate;
  estimate.n = static_cast<std::uint32_t>(rates.size());
  if (rates.empty()) return estimate;
  for (const double rate : rates) PICKET_CHECK(rate >= 0 && rate <= 1, "rate", rate);
  estimate.value = mean(rates);
  if (estimate.n < kMinReplicationsForInterval) return estimate;
  estimate.interval =
      clustered_proportion_interval(estimate.value, std::sqrt(sample_variance(rates)), estimate.n, level);
  return estimate;
}

IntervalEstimate clustered_proportion(std::span<const ClusterCount> replications, double level) {
  std::vector<double> rates;
  rates.reserve(replications.size());
  for (const ClusterCount& count : replications) {
    PICKET_CHECK(count.successes <= count.units, "successes", count.successes, "units", count.units);
    if (count.units > 0) rates.push_back(static_cast<double>(count.successes) / static_cast<double>(count.units));
  }
  return clustered_proportion_of_rates(rates, level);
}

}  // namespace picket::sim
