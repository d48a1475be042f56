#include "sim/statistics/stratified_total.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

StratifiedTotal stratified_total(std::span<const StratumSample> strata, double level) {
  StratifiedTotal out;
  std::vector<double> parts;
  std::vector<double> variances;
  double least = strata.empty() ? 0 : static_cast<double>(strata.front().per_unit.size());
  for (const StratumSample& stratum : strata) {
    const auto n = static_cast<double>(stratum.per_unit.size());
    least = std::min(least, n);
    parts.push_back(n == 0 ? 0 : stratum.units * mean(stratum.per_unit));
    variances.push_back(n < 2 ? 0 : stratum.units * stratum.units * sample_variance(stratum.per_unit) / n);
  }
  out.total.n = static_cast<std::uint32_t>(least);
  out.total.value = exact_sum(parts);
  const double variance = exact_sum(variances);
  double squares = 0;  // of each variance by its degrees of freedom
  for (std::size_t h = 0; h < strata.size(); ++h) {
    out.variance_share.push_back(variance > 0 ? variances[h] / variance : 0);
    const auto n = static_cast<double>(strata[h].per_unit.size());
    if (n > 1) squares += variances[h] * variances[h] / (n - 1);
  }
  if (out.total.n < kMinReplicationsForInterval) return out;
  const double half = variance > 0 ? student_t_factor(level, variance * variance / squares) * std::sqrt(variance) : 0;
  out.total.interval = Interval{out.total.value - half, out.total.value + half};
  return out;
}

}  // namespace picket::sim
