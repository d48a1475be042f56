#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/price_book.h"
#include "sim/plan/fleet_usage.h"
#include "sim/plan/hub_choice.h"
#include "sim/plan/hub_need.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// The runs of a stratum with an outbreak among its simulated devices, under one policy.
struct OutbreakRuns {
  std::size_t stratum = 0;   ///< index among the strata without it
  double attackable = 1;     ///< share of the stratum's devices that the attack can hit
  StratumRuns runs;          ///< `infected` says how many were hit in each replication
};

/// How an outbreak is laid over the fleet.
struct OutbreakShape {
  double share = 0;              ///< of the devices that the attack can hit
  double doubling_seconds = 1;   ///< of the infected ones, at first
  double simulated_days = 1;     ///< of the runs
};

/// What the outbreak adds of one quantity: in all, over the whole of it.
struct OutbreakQuantity {
  std::string_view name;  ///< "messages", "ingested_gigabytes", ...
  std::string_view unit;
  IntervalEstimate extra;
};

/// What it adds to a line of the bill.
struct OutbreakLine {
  std::string line;
  IntervalEstimate usd;
};

/// What an outbreak costs under one policy.
struct OutbreakCost {
  double infected = 0;                   ///< devices of the planned fleet
  std::vector<OutbreakQuantity> extra;
  IntervalEstimate usd;                  ///< by use, in a month with one outbreak: without other hubs
  std::vector<OutbreakLine> lines;       ///< in the order of bill(); those that it leaves as they are too
  std::optional<HubChoice> on_plan;      ///< the plan's hubs in the days of the outbreak; none: the plan has none
  HubLoad load;                          ///< on them, means over the simulated days
  double busiest_day_refused = 0;        ///< share of the blocks of the busiest day that is beyond the quota
  std::optional<HubChoice> needed;       ///< the cheapest hubs that keep to the goals then; none: none do, or none are wanted
  std::vector<std::string> untouched;    ///< strata in which no simulated device was hit

  /// The plan's hubs keep to the goals in the outbreak too; true where no hub is wanted.
  bool holds() const { return !on_plan || on_plan->fits(); }
};

/// What an outbreak adds to a plan.
///
/// Model:  of each stratum, what a run with infected devices used beyond the run without them, replication by replication: the same
///         devices, lives and lines, so that ordinary life cancels out. Divided by the infected devices of a replication (their mean over
///         the replications) it is one device's extra use, which is multiplied with the infected devices of the planned fleet. So volumes
///         are in proportion to the share, and 0 at share 0. Money: the bill of the month with it less that without it, on the same hubs.
///         At the hubs: the extra bytes of a device from its infection on, over time, begin anew for the devices of each step as
///         spread_weights says, on top of ordinary life; what is beyond the end of the simulated time is put to its begin, so that no
///         volume is lost. The goals are then judged as those of the plan are.
/// Input:  `ordinary` are the strata that `usage` is made of; runs with as many replications and steps.
/// Output: intervals are Student's, from replications (strata as in stratified_total); none below kMinReplicationsForInterval. They may
///         hold 0, and values below it where an outbreak saves something: it kills agents too.
/// Limits: messages follow bytes over time. Of less than a whole simulated day the busiest day is as the mean is, which makes much of a short
///         outbreak. An infected device costs what it does while `sampled_share` of the sample is infected.
///         Answers of people (cleaning, new twins, restarts) and retries of refused messages are not in it.
OutbreakCost outbreak_cost(const FleetUsage& usage, const std::optional<HubChoice>& choice, std::span<const StratumRuns> ordinary, std::span<const OutbreakRuns> outbreak,
                           const OutbreakShape& shape, const PriceBook& prices, const PlanGoals& goals);

}  // namespace picket::sim
