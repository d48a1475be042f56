#include "reports/plan_script.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/script_json.h"

namespace picket {

namespace {

using PlanScriptJson = nlohmann::json;

PlanScriptJson number_of(const std::optional<double>& value) { return value && std::isfinite(*value) ? PlanScriptJson(*value) : PlanScriptJson(nullptr); }

std::vector<const PlannedStep*> drawn_steps(const PlannedPolicy& policy) {
  const std::size_t every = policy.steps.size() / kMostDrawnSteps + 1;
  std::vector<const PlannedStep*> out;
  for (std::size_t i = 0; i < policy.steps.size(); i += every) out.push_back(&policy.steps[i]);
  if (!policy.steps.empty() && out.back() != &policy.steps.back()) out.push_back(&policy.steps.back());
  return out;
}

PlanScriptJson points_json(const std::vector<FleetCostPoint>& points) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const FleetCostPoint& p : points) out.push_back({p.devices, p.usd});
  return out;
}

PlanScriptJson estimate_json(const sim::Estimate& estimate) { return {number_of(estimate.value), number_of(estimate.ci_low), number_of(estimate.ci_high)}; }

PlanScriptJson planned_lines_json(const PlannedBill& bill) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const PlannedBillLine& line : bill.lines) {
    if (line.usd.value == 0 && line.security_usd == 0) continue;
    out.push_back({{"line", line.line}, {"usd", estimate_json(line.usd)}, {"security_usd", number_of(line.security_usd)}});
  }
  return out;
}

PlanScriptJson planned_steps_json(const PlannedPolicy& policy) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const PlannedStep* step : drawn_steps(policy)) {
    out.push_back({{"from", step->from_devices}, {"to", step->to_devices}, {"says", step->says}, {"hubs_usd", number_of(step->usd_per_month)},
                   {"usd", number_of(step->bill_usd_at_to)}, {"ends_by", step->ends_by.value_or("")}});
  }
  return out;
}

PlanScriptJson planned_loads_json(const PlannedPolicy& policy) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const PlannedSize& size : policy.sizes) {
    if (!size.on_plan) continue;
    out.push_back({{"devices", size.devices}, {"refused", number_of(size.on_plan->refused_share)}, {"delay", number_of(size.on_plan->delay_seconds_quantile)},
                   {"reconnect", number_of(size.on_plan->reconnect_seconds)}, {"fits", size.plan_fits}, {"tightest", size.tightest}});
  }
  return out;
}

PlanScriptJson planned_assumptions_json(const PlannedPolicy& policy) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const PlannedAssumption& one : policy.assumptions) {
    out.push_back({{"name", one.name}, {"kind", one.kind}, {"stated", number_of(one.stated)}, {"low", number_of(one.low)}, {"high", number_of(one.high)}, {"range", one.range},
                   {"usd_low", number_of(one.usd_at_low)}, {"usd_high", number_of(one.usd_at_high)}});
  }
  return out;
}

PlanScriptJson pairs_json(const PlanStudy& plan) {
  PlanScriptJson out = PlanScriptJson::array();
  for (const PlannedPair& pair : plan.break_even) {
    PlanScriptJson at = PlanScriptJson::array();
    for (const PlannedBreakEven& one : pair.at) at.push_back({{"devices", one.from_devices}, {"cheaper", one.cheaper}});
    out.push_back({{"first", pair.first}, {"second", pair.second}, {"up_to", pair.compared_up_to_devices}, {"at", std::move(at)}});
  }
  return out;
}

void sort_points(std::vector<FleetCostPoint>& points) {
  std::erase_if(points, [](const FleetCostPoint& p) { return !std::isfinite(p.devices) || !std::isfinite(p.usd); });
  std::stable_sort(points.begin(), points.end(), [](const FleetCostPoint& a, const FleetCostPoint& b) { return a.devices < b.devices; });
  points.erase(std::unique(points.begin(), points.end(), [](const FleetCostPoint& a, const FleetCostPoint& b) { return a.devices == b.devices; }), points.end());
}

}  // namespace

std::vector<FleetCostPoint> fleet_bill_points(const PlannedPolicy& policy) {
  std::vector<FleetCostPoint> out;
  for (const PlannedStep* step : drawn_steps(policy)) {
    out.push_back({step->from_devices, step->bill_usd_at_from});
    out.push_back({step->to_devices, step->bill_usd_at_to});
  }
  for (const PlannedSize& size : policy.sizes) out.push_back({size.devices, size.usd_per_month});
  sort_points(out);
  return out;
}

std::vector<FleetCostPoint> fleet_hub_points(const PlannedPolicy& policy) {
  std::vector<FleetCostPoint> out;
  for (const PlannedStep* step : drawn_steps(policy)) {
    out.push_back({step->from_devices, step->usd_per_month});
    out.push_back({step->to_devices, step->usd_per_month});
  }
  sort_points(out);
  return out;
}

std::string plan_script_json(const PlanStudy& plan) {
  PlanScriptJson policies = PlanScriptJson::array();
  for (const PlannedPolicy& policy : plan.policies) {
    policies.push_back({{"policy", policy.policy},
                        {"usd", policy.bill ? estimate_json(policy.bill->usd) : PlanScriptJson(nullptr)},
                        {"lines", policy.bill ? planned_lines_json(*policy.bill) : PlanScriptJson::array()},
                        {"bill_points", points_json(fleet_bill_points(policy))},
                        {"hub_points", points_json(fleet_hub_points(policy))},
                        {"steps", planned_steps_json(policy)},
                        {"loads", planned_loads_json(policy)},
                        {"assumptions", planned_assumptions_json(policy)}});
  }
  const PlannedGoals& goals = plan.goals;
  return script_json({{"schema", "picket.plan"},
                      {"devices", plan.devices},
                      {"goals",
                       {{"refused", number_of(goals.max_refused)},
                        {"delay", number_of(goals.max_delay_seconds)},
                        {"reconnect", number_of(goals.reconnect_within_seconds)},
                        {"delay_quantile", number_of(goals.delay_quantile)}}},
                      {"policies", std::move(policies)},
                      {"fixed_hub", PlanScriptJson::array()},
                      {"pairs", pairs_json(plan)}});
}

}  // namespace picket
