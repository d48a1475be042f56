#pragma once

#include <span>

#include "sim/statistics/clustered_survival.h"
#include "sim/statistics/paired_difference.h"

namespace picket::sim {

/// By how many seconds two policies differ in the restricted mean time to detect: undetected units count with the horizon,
/// so a policy that misses gains nothing by it. One horizon (> 0) for both.

/// Policies on the same seeds: paired t over the replications' restricted means. A replication without units of one of both
/// says nothing of the difference and is left out.
/// Input:  the same replications in the same order (lengths differ: caller's bug).
PairedDifference paired_restricted_mean_difference(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y,
                                                   double horizon, double level = 0.95);

/// Policies whose runs share nothing: Welch's t over the replications' restricted means; those without units are left out.
WelchDifference restricted_mean_difference(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y,
                                           double horizon, double level = 0.95);

}  // namespace picket::sim
