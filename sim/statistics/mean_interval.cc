#include "sim/statistics/mean_interval.h"

#include <cmath>

#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

IntervalEstimate mean_interval(std::span<const double> per_replication, double level) {
  IntervalEstimate estimate;
  estimate.n = static_cast<std::uint32_t>(per_replication.size());
  if (per_replication.empty()) return estimate;
  estimate.value = mean(per_replication);
  if (estimate.n < kMinReplicationsForInterval) return estimate;
  const double error = std::sqrt(sample_variance(per_replication) / estimate.n);
  const double half = student_t_factor(level, estimate.n - 1) * error;
  estimate.interval = Interval{estimate.value - half, estimate.value + half};
  return estimate;
}

}  // namespace picket::sim
