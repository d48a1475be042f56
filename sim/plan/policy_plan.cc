#include "sim/plan/policy_plan.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Sizes of a fleet, in parts of the planned one, that the table shows.
constexpr double kShownFleets[] = {0.1, 0.25, 0.5, 1, 1.25, 1.5, 2, 3, 5, kMostFleets};

/// The usage with every quantity at the upper end of its interval.
Usage upper_usage(const FleetUsage& usage) {
  Usage out = usage.mean;
  for (std::size_t q = 0; q < kUsageQuantities.size(); ++q) {
    const IntervalEstimate& total = usage.estimates[q].total.total;
    if (total.interval) out.*kUsageQuantities[q].value = total.interval->high;
  }
  return with_peaks(out, usage.shape);
}

bool is_same(const HubChoice& a, const HubChoice& b) { return a.sku == b.sku && a.units == b.units && a.hubs == b.hubs; }

FleetSizeRow size_row(const PolicyPlan& plan, double devices, const PriceBook& prices, const PlanGoals& goals) {
  FleetSizeRow row;
  row.devices = devices;
  const FleetStep* step = step_at(plan.steps, devices);
  const double factor = devices / plan.need.devices;
  if (step != nullptr) row.cheapest = judge_choice(plan.need.times(factor), step->choice.sku, step->choice.units, step->choice.hubs, unit_prices(prices), goals.hubs);
  row.usd = cost_of_fleet(plan, prices, devices);
  if (!plan.choice) return row;
  const HubChoice grown = judge_choice(plan.need.times(factor), plan.choice->sku, plan.choice->units, plan.choice->hubs, unit_prices(prices), goals.hubs);
  row.plan_fits = grown.fits();
  row.tightest = grown.tightest().kind;
  row.on_plan = load_on(*plan.choice, scaled_usage(plan.usage.mean, factor), plan.usage.shape, prices, goals);
  return row;
}

}  // namespace

std::optional<double> cost_of_fleet(const PolicyPlan& plan, const PriceBook& prices, double devices) {
  const Usage usage = scaled_usage(plan.usage.mean, devices / plan.usage.mean.devices);
  if (plan.need.is_none()) return sum_of(bill(usage, {}, prices));
  const FleetStep* step = step_at(plan.steps, devices);
  if (step == nullptr) return std::nullopt;
  return sum_of(bill(usage, step->choice.sizes(), prices));
}

PolicyPlan plan_policy(std::string policy, FleetUsage usage, const PriceBook& prices, const PlanGoals& goals) {
  PolicyPlan out;
  out.policy = std::move(policy);
  out.usage = std::move(usage);
  out.need = hub_need(out.usage.mean, out.usage.shape, prices, goals);
  const UnitPrices units = unit_prices(prices);
  const double planned = out.usage.mean.devices;
  if (!out.need.is_none()) {
    out.choice = cheapest_choice(out.need, units, goals.hubs);
    for (const Sku sku : kPlannedTiers) {
      if (const std::optional<HubChoice> one = cheapest_of_tier(out.need, sku, units, goals.hubs)) out.of_tiers.push_back(*one);
    }
    out.cheaper = cheaper_choices(out.need, out.choice, units, goals.hubs);
    const std::optional<HubChoice> upper = cheapest_choice(hub_need(upper_usage(out.usage), out.usage.shape, prices, goals), units, goals.hubs);
    out.impossible_at_upper_end = out.choice && !upper;
    if (out.choice && upper && !is_same(*out.choice, *upper)) out.at_upper_end = upper;
    out.steps = fleet_steps(out.need, units, goals.hubs, std::floor(kMostFleets * planned));
  }
  if (out.choice) out.load = load_on(*out.choice, out.usage.mean, out.usage.shape, prices, goals);
  out.bill = plan_bill(out.usage, out.choice, prices, goals);
  double before = 0;
  for (const double part : kShownFleets) {
    const double devices = std::max(1.0, std::floor(part * planned));
    if (devices > before) out.sizes.push_back(size_row(out, devices, prices, goals));
    before = std::max(before, devices);
  }
  for (const FleetStep& step : out.steps) {
    const std::optional<double> from = cost_of_fleet(out, prices, step.from_devices);
    const std::optional<double> to = cost_of_fleet(out, prices, step.to_devices);
    PICKET_CHECK(from && to, step.from_devices, step.to_devices);
    out.step_bills.push_back({*from, *to});
  }
  out.assumptions = bill_assumptions(out.usage, prices, goals);
  return out;
}

std::vector<PolicyBreakEven> policy_break_evens(const std::vector<PolicyPlan>& plans, const PriceBook& prices) {
  std::vector<PolicyBreakEven> out;
  for (std::size_t a = 0; a < plans.size(); ++a) {
    for (std::size_t b = a + 1; b < plans.size(); ++b) {
      if (plans[a].is_impossible() || plans[b].is_impossible()) continue;
      std::vector<double> breaks;
      for (const PolicyPlan* plan : {&plans[a], &plans[b]}) {
        for (const FleetStep& step : plan->steps) breaks.push_back(step.to_devices);
      }
      const auto cost = [&prices](const PolicyPlan& plan) {
        return [&plan, &prices](double devices) { return cost_of_fleet(plan, prices, devices); };
      };
      const double planned = plans[a].usage.mean.devices;
      PolicyBreakEven pair{plans[a].policy, plans[b].policy, break_even(cost(plans[a]), cost(plans[b]), std::move(breaks), kMostFleets * planned), ""};
      const double difference = plans[a].bill.usd.value - plans[b].bill.usd.value;
      if (difference != 0) pair.cheaper = difference < 0 ? pair.first : pair.second;
      out.push_back(std::move(pair));
    }
  }
  return out;
}

}  // namespace picket::sim
