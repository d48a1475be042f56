#include "sim/statistics/ratio_estimate.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

IntervalEstimate ratio_estimate(std::span<const double> y, std::span<const double> z, double level) {
  PICKET_CHECK(y.size() == z.size(), "sizes", y.size(), z.size());
  IntervalEstimate estimate;
  estimate.n = static_cast<std::uint32_t>(y.size());
  const double z_sum = exact_sum(z);
  if (z_sum <= 0) return estimate;
  const double ratio = exact_sum(y) / z_sum;
  estimate.value = ratio;
  if (estimate.n < kMinReplicationsForInterval) return estimate;
  const double z_mean = z_sum / estimate.n;
  // Rounding can leave a residual variance of -1e-30 where y is proportional to z.
  const double residual =
      std::max(0.0, sample_variance(y) - 2 * ratio * sample_covariance(y, z) + ratio * ratio * sample_variance(z));
  const double half = student_t_factor(level, estimate.n - 1) * std::sqrt(residual / estimate.n) / z_mean;
  estimate.interval = Interval{ratio - half, ratio + half};
  return estimate;
}

}  // namespace picket::sim
