#pragma once

#include <span>

#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Proportion over units of clusters that differ in size: the steps of an attack, of which one replication has two and another
/// ten. Every unit weighs the same, where `clustered_proportion` weighs replications.
///
/// Model:  p = sum x / sum m; the design effect is the variance of this ratio over that of as many independent units, 1 at
///         least: deff = max(1, se^2 / (p (1 - p) / M)). Wilson's interval with M / deff trials and t(R - 1) in place of z. For
///         clusters of equal size se^2 is s^2 / R of their rates. At 0 and 1, and where all rates are equal, se^2 says nothing:
///         replications are the trials, Clopper-Pearson's and Wilson's as in `clustered_proportion`.
/// Input:  one count per replication; those without units are left out.
/// Output: value 0 and n 0 without units; an interval from kMinReplicationsForInterval on, within [0, 1].
/// Limits: measured coverage of 95 % at p = 0.9 in clusters of 20: 0.98 for independent units, 0.95 for 10 replications with
///         intra-class correlation 0.1, 0.92 for 20 with 0.3 (`clustered_proportion`: 0.96, 0.95, 0.93).
/// Source: Kish, Survey Sampling (1965), section 8.2; Cochran, Sampling Techniques, 3rd ed., chapter 6, for the ratio.
IntervalEstimate pooled_proportion(std::span<const ClusterCount> replications, double level = 0.95);

}  // namespace picket::sim
