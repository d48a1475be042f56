#pragma once

#include <vector>

#include "sim/cost/price_book.h"
#include "sim/cost/usage_quantities.h"
#include "sim/plan/fleet_usage.h"
#include "sim/plan/hub_choice.h"
#include "sim/plan/shaped_load.h"

namespace picket::sim {

/// What a plan keeps to.
struct PlanGoals {
  DelayGoals delay;
  HubGoals hubs;
  ThrottleDepths shaping;  ///< of the scenario's first hub; not published, an estimate
};

/// Messages a second at the hubs together, in each step: of security as `shape` has it, and of the devices' own business.
/// Model:  business is even but in the busiest step, where it has `business_peak_ratio` times its mean, as with_business has it.
std::vector<double> sends_per_second(const Usage& usage, const DemandShape& shape, const PriceBook& prices);

/// What a fleet's usage and its own business ask of the hubs.
///
/// Model:  blocks of the busiest day; the rate that keeps to the delay goals; connects in the busiest step; one connection for each
///         agent's module, and one for each device with business of its own, all of which come back after a reconnect; identities:
///         devices, and a module for each agent.
/// Output: nothing needed by a fleet without agents and business of its own.
HubNeed hub_need(const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals);

/// What hubs do to a fleet's messages.
struct HubLoad {
  double refused_by_quota = 0;     ///< share of the messages; by blocks
  double refused_by_throttle = 0;  ///< of all messages
  double delay_seconds_quantile = 0;  ///< wait in the throttle, at the quantile of the delay goals
  double reconnect_seconds = 0;    ///< until all devices are back after all lost their connection: N / rate
  double twin_read_seconds = 0;    ///< until all agents have read their twin again after that

  /// The quota takes what the throttle lets through, so of a day the larger of both is refused.
  double refused_share() const { return refused_by_quota > refused_by_throttle ? refused_by_quota : refused_by_throttle; }
};

/// Model:  of each day the blocks beyond the quota are refused until 00:00 UTC: security's as `shape.days` have them, and those of the
///         devices' own business, which are the same every day; the throttle as shape_load, as if there were no quota.
/// Limits: what clients do after a refusal (retries, reconnects) adds to the load and is not in it.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09.
HubLoad load_on(const HubChoice& choice, const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals);

}  // namespace picket::sim
