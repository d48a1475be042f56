#include "reports/sweep_convergence.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/mean_interval.h"

namespace picket {

std::vector<RunningMean> running_means(const PointMeasure& measure) {
  std::vector<double> values;
  for (const double x : measure.per_replication) {
    if (std::isfinite(x)) values.push_back(x);
  }
  // The same interval as the estimate beside the curve has.
  const std::string_view name = measure.name;
  const bool is_share = name.ends_with("_share") || name.starts_with("detected_by_deadline") || name.starts_with("p_miss");
  std::vector<RunningMean> out;
  const std::size_t steps = std::min(values.size(), kMostRunningMeans);
  for (std::size_t step = 1; step <= steps; ++step) {
    const std::size_t n = steps == 1 ? 1 : 1 + (step - 1) * (values.size() - 1) / (steps - 1);
    const std::span<const double> first = std::span(values).first(n);
    const sim::IntervalEstimate estimate = is_share ? sim::clustered_proportion_of_rates(first) : sim::cut_to(sim::kNotNegative, sim::mean_interval(first));
    out.push_back({static_cast<std::uint32_t>(n), estimate.value, estimate.interval});
  }
  return out;
}

std::optional<double> replications_for(const RunningMean& all, double relative) {
  if (!all.interval || all.mean == 0) return std::nullopt;
  const double ratio = all.interval->half_width() / (relative * std::fabs(all.mean));
  return std::ceil(all.n * ratio * ratio);
}

}  // namespace picket
