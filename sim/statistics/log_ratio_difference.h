#pragma once

#include <optional>
#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// By which factor a policy's measure differs from another's on the same seeds: bytes, cost, delays.
struct LogRatioDifference {
  IntervalEstimate ratio;         ///< geometric mean of x_i / y_i with its interval; 1: no difference
  std::optional<double> t;        ///< of the mean of the logarithms
  std::optional<double> p_value;  ///< two-sided, of "the ratio is 1"; as `PairedDifference`'s
};

/// Model:  the paired t of ln x_i - ln y_i, carried back by exp. A change of 3 % weighs the same in a small replication and
///         in a large one, and factors are rarely as skewed as differences.
/// Input:  the same replications in the same order (lengths differ: caller's bug).
/// Output: nothing if a value is not above 0: there is no ratio, and to leave such replications out would bias the rest.
///         Interval and p only from kMinReplicationsForInterval on.
std::optional<LogRatioDifference> log_ratio_difference(std::span<const double> x, std::span<const double> y,
                                                       double level = 0.95);

/// exp of the mean of the logarithms; nothing for no values or a value that is not above 0. For a row that sums up ratios of
/// measures of one unit.
std::optional<double> geometric_mean(std::span<const double> values);

}  // namespace picket::sim
