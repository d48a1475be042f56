#pragma once

#include <optional>
#include <vector>

#include "reports/sweep_view.h"
#include "sim/statistics/interval_estimate.h"

namespace picket {

/// The mean over the first `n` replications.
struct RunningMean {
  std::uint32_t n = 0;
  double mean = 0;
  std::optional<sim::Interval> interval;  ///< Student's t, 95 %
};

/// How a mean settles while replications are added, in their order; those that say nothing are passed over. At most
/// kMostRunningMeans, evenly spread with both ends.
///
/// Limits: for a plot alone. To add replications until an interval looks narrow makes it cover less often than it says.
std::vector<RunningMean> running_means(const PointMeasure& measure);
inline constexpr std::size_t kMostRunningMeans = 60;

/// Replications until the half-width is `relative` of the mean, if variance and mean stay as they are: n (h / (relative |mean|))^2.
/// Nothing where there is no interval or the mean is 0.
std::optional<double> replications_for(const RunningMean& all, double relative);

}  // namespace picket
