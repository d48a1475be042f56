#pragma once

#include <cstdint>
#include <vector>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Interval of a quantile from order statistics, whatever the distribution.
///
/// Model:  [X_(l), X_(u)]: the number of values below the quantile is binomial(n, p), and each end leaves out a tail of at
///         most (1 - level) / 2 of it.
/// Input:  independent, complete values (one a replication), at least one, any order; p in (0, 1).
/// Output: `low` is -infinity and `high` +infinity where the sample is too small for an end.
/// Limits: covers at least `level`, so it is wider than need be. Several values of one replication:
///         `bootstrap_quantile_interval`; censored ones: KaplanMeier::quantile.
/// Source: David and Nagaraja, Order Statistics, 3rd ed., section 7.1.
Interval quantile_interval(std::vector<double> values, double p, double level = 0.95);

/// Values with which both ends are finite: 72 for p = 0.95, 368 for 0.99. A quantile of fewer is printed without a limit.
std::uint32_t values_needed_for_quantile(double p, double level = 0.95);

}  // namespace picket::sim
