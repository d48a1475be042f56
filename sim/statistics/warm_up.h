#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace picket::sim {

/// Where the steady part of a series begins: for questions of capacity and throughput. A scenario with an attack has a start
/// and an end, and nothing is cut off its delays.
struct WarmUp {
  std::size_t values = 0;  ///< to leave out at the front; when refused, what the statistic would cut
  bool refused = false;    ///< no steady part is in sight: run longer
  double statistic = 0;    ///< the smallest MSER
};

/// MSER-5: means of 5 values each, cut after the d batches that minimise the squared standard error of what is left.
///
/// Model:  MSER(d) = sum over i > d of (y_i - mean)^2 / (n - d)^2 for 0 <= d <= n/2; of equal ones the smallest d. With the
///         minimum at n/2 itself the series is still on its way. The last five batches are never cut.
/// Input:  finite values in order of time, best the mean of all replications (`mean_series`), whose noise is smaller; one
///         cut for all policies that are compared. Values past the last full batch are left aside.
/// Output: refused too when there are fewer than 10 batches, of which no end can be told from a middle.
/// Limits: costs a little precision where there is no warm-up.
/// Source: White, SIMULATION 69 (1997); White, Cobb, Spratt, Winter Simulation Conference (2000).
WarmUp mser(std::span<const double> series, std::size_t batch = 5);

/// The mean of all replications at each time, up to the end of the shortest.
std::vector<double> mean_series(std::span<const std::vector<double>> replications);

}  // namespace picket::sim
