#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/plan/bill_assumptions.h"
#include "sim/plan/break_even.h"
#include "sim/plan/fleet_steps.h"
#include "sim/plan/fleet_storm.h"
#include "sim/plan/fleet_usage.h"
#include "sim/plan/hub_choice.h"
#include "sim/plan/hub_need.h"
#include "sim/plan/outbreak_cost.h"
#include "sim/plan/plan_bill.h"

namespace picket::sim {

/// A fleet of another size: what it costs on its own cheapest hubs, and what becomes of it on those of the plan.
struct FleetSizeRow {
  double devices = 0;
  std::optional<HubChoice> cheapest;  ///< none: no hub is wanted, or no choice fits
  std::optional<double> usd;          ///< the whole bill on those; none where no choice fits
  std::optional<HubLoad> on_plan;     ///< on the plan's hubs; none where the plan has none
  bool plan_fits = true;              ///< the plan's hubs still keep to the goals
  HubLimitKind tightest = HubLimitKind::kQuota;  ///< of the plan's hubs
};

/// The whole bill at both ends of a step: hubs, and all else that grows with the fleet.
struct StepBill {
  double usd_at_from = 0;
  double usd_at_to = 0;
};

/// The answers for one policy.
struct PolicyPlan {
  std::string policy;
  FleetUsage usage;                    ///< of the planned fleet
  HubNeed need;
  std::optional<HubChoice> choice;     ///< the cheapest that fits; none: `need.is_none()`, or nothing fits
  std::vector<HubChoice> of_tiers;     ///< the cheapest that fits of each tier, in the order of kPlannedTiers
  std::vector<HubChoice> cheaper;      ///< what is cheaper than `choice` and does not fit
  std::optional<HubChoice> at_upper_end;  ///< the choice where usage is at the upper end of its intervals, if it is another one
  bool impossible_at_upper_end = false;   ///< there is a choice, and none where usage is at that end
  HubLoad load;                        ///< on `choice`
  PlanBill bill;
  std::vector<FleetStep> steps;        ///< from one device to kMostFleets times the planned fleet
  std::vector<StepBill> step_bills;    ///< one for each of `steps`
  std::vector<FleetSizeRow> sizes;
  std::vector<Assumption> assumptions;
  std::optional<OutbreakCost> outbreak;  ///< none: nobody asked
  std::optional<StormOutcome> storm;     ///< of the chosen hubs; none: not simulated, or no hub is wanted or fits

  /// A choice is wanted and there is none.
  bool is_impossible() const { return !need.is_none() && !choice; }
};

/// Up to so many times the planned fleet breaking points are looked for. Our choice.
inline constexpr double kMostFleets = 10;

/// Everything about one policy, from its usage of the planned fleet.
PolicyPlan plan_policy(std::string policy, FleetUsage usage, const PriceBook& prices, const PlanGoals& goals);

/// What a fleet of another size costs under a plan's policy, on its own cheapest hubs.
std::optional<double> cost_of_fleet(const PolicyPlan& plan, const PriceBook& prices, double devices);

/// Where two of the policies' costs change places.
struct PolicyBreakEven {
  std::string first;
  std::string second;
  BreakEvens compared;
  std::string cheaper;  ///< for the planned fleet; empty: neither
};

/// Each pair of policies, in their order. Policies that cannot be served are left out.
std::vector<PolicyBreakEven> policy_break_evens(const std::vector<PolicyPlan>& plans, const PriceBook& prices);

}  // namespace picket::sim
