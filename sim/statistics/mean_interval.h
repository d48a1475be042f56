#pragma once

#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Mean over independent replications with Student's t interval.
///
/// Model:  mean +- t(n-1) s / sqrt(n).
/// Input:  one finite value per replication, in replication order.
/// Output: no interval below kMinReplicationsForInterval; value 0 and n 0 for no values.
/// Limits: the values must be independent, so never messages, waits or attacks of one run: their
///         nominal 95 % intervals then cover as little as 17 %.
IntervalEstimate mean_interval(std::span<const double> per_replication, double level = 0.95);

}  // namespace picket::sim
