#include "sim/statistics/event_rate.h"

#include <algorithm>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/ratio_estimate.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

Interval poisson_rate(std::uint64_t events, double exposure, double level) {
  PICKET_CHECK(exposure > 0, "exposure", exposure);
  const double tail = (1 - level) / 2;
  const double n = static_cast<double>(events);
  Interval interval{0, chi_squared_quantile(1 - tail, 2 * n + 2) / (2 * exposure)};
  if (events > 0) interval.low = chi_squared_quantile(tail, 2 * n) / (2 * exposure);
  return interval;
}

IntervalEstimate replicated_rate(std::span<const RateCount> replications, double level) {
  std::vector<double> events;
  std::vector<double> exposures;
  std::uint64_t total = 0;
  for (const RateCount& count : replications) {
    events.push_back(static_cast<double>(count.events));
    exposures.push_back(count.exposure);
    total += count.events;
  }
  IntervalEstimate estimate = ratio_estimate(events, exposures, level);
  if (!estimate.interval) return estimate;
  if (estimate.interval->half_width() <= 1e-12 * estimate.value) {
    estimate.interval = poisson_rate(total, exact_sum(exposures), level);
  }
  estimate.interval->low = std::max(0.0, estimate.interval->low);
  return estimate;
}

double dispersion(std::span<const RateCount> replications) {
  std::vector<double> events;
  for (const RateCount& count : replications) events.push_back(static_cast<double>(count.events));
  if (events.size() < 2) return 1;
  const double average = mean(events);
  return average > 0 ? sample_variance(events) / average : 1;
}

}  // namespace picket::sim
