#pragma once

#include <optional>
#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// How two policies differ, from replications that share their random numbers.
struct PairedDifference {
  IntervalEstimate difference;  ///< mean of x_i - y_i with its paired t interval
  /// What common random numbers gained: variance of the difference if both were independent,
  /// over its paired variance. Below 1 pairing hurt, and the report says so. Missing when the
  /// differences do not vary at all.
  std::optional<double> variance_reduction;
  std::optional<double> correlation;  ///< of x and y; missing if one of them is constant
  std::optional<double> t;            ///< missing when the differences do not vary
  /// Two-sided p of "no difference". Differences that do not vary give 1 if they are 0; else the sign test, 2 / 2^n: that they
  /// agree in each of n replications is evidence, and no proof.
  std::optional<double> p_value;
};

/// Model:  D +- t(n-1) s_D / sqrt(n) with D_i = x_i - y_i.
/// Input:  the same replications in the same order (lengths differ: caller's bug).
/// Output: interval and p only from kMinReplicationsForInterval on.
PairedDifference paired_difference(std::span<const double> x, std::span<const double> y, double level = 0.95);

/// How two policies differ when their runs share nothing.
struct WelchDifference {
  IntervalEstimate difference;  ///< n is the smaller of the two sample sizes
  double degrees_of_freedom = 0;
  double t = 0;
  double p_value = 1;
};

/// Model:  Welch's t with the Welch-Satterthwaite degrees of freedom. Both samples need at least
///         kMinReplicationsForInterval values and one of them must vary; otherwise no interval.
WelchDifference welch_difference(std::span<const double> x, std::span<const double> y, double level = 0.95);

}  // namespace picket::sim
