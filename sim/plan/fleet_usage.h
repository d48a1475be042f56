#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/usage_quantities.h"
#include "sim/statistics/stratified_total.h"

namespace picket::sim {

/// What the runs of one stratum gave under one policy.
struct StratumRuns {
  std::string name;
  double devices = 0;   ///< that it stands for
  double sampled = 0;   ///< that were simulated
  std::vector<Usage> usage;                    ///< of the simulated ones, by replication
  std::vector<std::vector<double>> hub_bytes;  ///< bytes a second at the hub in each step, by replication
  double step_seconds = 0;                     ///< of `hub_bytes`
  double begin_second_of_day = 0;              ///< UTC time of the day at which `hub_bytes` begin
  std::vector<double> infected;                ///< of the simulated ones, hit by an attack, by replication
};

/// One quantity of the whole fleet.
struct UsageEstimate {
  std::string_view name;
  std::string_view unit;
  StratifiedTotal total;
};

/// How demand is spread over time, in parts of its mean.
struct DemandShape {
  double step_seconds = 0;
  std::vector<double> steps;  ///< mean 1; empty: nothing was sent, or it is not known: even
  std::vector<double> days;   ///< the same by whole UTC days of the simulated time, as the quota has them; empty: not one was simulated

  double busiest_step() const;
  double busiest_day() const;
};

/// What one policy uses on the whole fleet, extrapolated.
struct FleetUsage {
  Usage mean;
  std::vector<Usage> replications;
  /// By stratum and replication: the mean, but with that stratum as that replication alone had it.
  std::vector<std::vector<Usage>> of_one_stratum;
  std::vector<UsageEstimate> estimates;  ///< in the order of kUsageQuantities
  std::vector<std::string> strata;       ///< names, for `variance_share` of the estimates
  DemandShape shape;
};

/// Model:  each stratum's usage of its simulated devices, times what they stand for; intervals by stratified_total. The shape is that
///         of the bytes at the hub, the strata by weight, the replications averaged; messages, blocks and connects follow it. The
///         busiest day has its blocks, the busiest second the mean of the busiest step.
/// Input:  strata with as many replications each, at least one, that begin at the same time.
/// Limits: the busiest of noisy steps is a little too busy, the more the fewer devices were simulated.
FleetUsage fleet_usage(std::span<const StratumRuns> strata);

/// The usage with the peaks that its means have under a shape.
Usage with_peaks(Usage usage, const DemandShape& shape);

}  // namespace picket::sim
