#pragma once

#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Ratio of two totals over replications: bytes per device-hour, cost per detected attack.
///
/// Model:  R = sum y / sum z, se^2 = (s_y^2 - 2 R s_yz + R^2 s_z^2) / (n zbar^2), interval
///         R +- t(n-1) se. Never the mean of the per-run ratios: a run with a tiny denominator
///         would then decide the result.
/// Input:  y and z of each replication, same order; z >= 0.
/// Output: value 0 without an interval when sum z is 0.
/// Limits: the interval is of first order; with cv(zbar) above some 10 % it is too narrow.
/// Source: Cochran, Sampling Techniques, 3rd ed., chapter 6.
IntervalEstimate ratio_estimate(std::span<const double> y, std::span<const double> z, double level = 0.95);

}  // namespace picket::sim
