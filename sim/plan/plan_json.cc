#include "sim/plan/plan_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/plan/backtest_json.h"
#include "sim/plan/outbreak_json.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using PlanJson = nlohmann::ordered_json;

constexpr int kPlanSchemaVersion = 1;

PlanJson interval_json(const IntervalEstimate& estimate) {
  return {{"value", number_or_null(estimate.value)},
          {"ci_low", estimate.interval ? number_or_null(estimate.interval->low) : PlanJson(nullptr)},
          {"ci_high", estimate.interval ? number_or_null(estimate.interval->high) : PlanJson(nullptr)},
          {"n", estimate.n}};
}

PlanJson own_estimates_json(const std::vector<OwnEstimate>& estimates) {
  PlanJson out = PlanJson::array();
  for (const OwnEstimate& e : estimates) {
    out.push_back({{"name", e.name}, {"value", e.value}, {"unit", e.unit}, {"plausible", e.plausible}, {"says", e.says}, {"source", e.source}, {"origin", e.origin}});
  }
  return out;
}

PlanJson choice_json(const HubChoice& choice) {
  PlanJson uses = PlanJson::array();
  for (const LimitUse& use : choice.uses) {
    uses.push_back({{"limit", to_string(use.kind)}, {"unit", unit_of(use.kind)}, {"used", number_or_null(use.used)}, {"of", number_or_null(use.limit)},
                    {"share", number_or_null(use.share())}, {"allowed_share", use.allowed_share}});
  }
  PlanJson out = {{"says", choice_text(choice)}, {"sku", to_string(choice.sku)}, {"units", choice.units}, {"hubs", choice.hubs}, {"usd_per_month", choice.usd_per_month},
                  {"fits", choice.fits()}};
  if (!choice.fits()) out["fails_by"] = why_not(choice);
  out["uses"] = std::move(uses);
  return out;
}

PlanJson choices_json(const std::vector<HubChoice>& choices) {
  PlanJson out = PlanJson::array();
  for (const HubChoice& choice : choices) out.push_back(choice_json(choice));
  return out;
}

PlanJson load_json(const HubLoad& load) {
  return {{"refused_share", load.refused_share()},
          {"refused_by_quota", load.refused_by_quota},
          {"refused_by_throttle", load.refused_by_throttle},
          {"delay_seconds_quantile", load.delay_seconds_quantile},
          {"reconnect_seconds", load.reconnect_seconds},
          {"twin_read_seconds", load.twin_read_seconds}};
}

PlanJson bill_json(const PlanBill& bill) {
  PlanJson lines = PlanJson::array();
  for (const PlanBillLine& line : bill.lines) {
    PlanJson one = interval_json(line.usd);
    one["line"] = line.amount.line;
    one["quantity"] = number_or_null(line.amount.quantity);
    one["unit"] = line.amount.unit;
    one["usd_per_unit"] = number_or_null(line.amount.usd_per_unit);
    one["security_usd"] = number_or_null(line.security_usd);
    one["basis"] = line.amount.basis;
    one["quality"] = to_string(line.amount.quality);
    one["source"] = line.amount.source;
    lines.push_back(std::move(one));
  }
  PlanJson values = PlanJson::array();
  for (const double value : bill.per_replication) values.push_back(number_or_null(value));
  return {{"usd_per_month", interval_json(bill.usd)}, {"security_usd_per_month", interval_json(bill.security_usd)}, {"per_replication", std::move(values)},
          {"lines", std::move(lines)}};
}

PlanJson usage_json(const FleetUsage& usage) {
  PlanJson out = PlanJson::array();
  for (const UsageEstimate& estimate : usage.estimates) {
    PlanJson one = {{"name", estimate.name}, {"unit", estimate.unit}};
    one.update(interval_json(estimate.total.total));
    PlanJson shares = PlanJson::object();
    for (std::size_t h = 0; h < usage.strata.size(); ++h) {
      const std::string key = shares.contains(usage.strata[h]) ? fmt::format("{} ({})", usage.strata[h], h + 1) : usage.strata[h];
      shares[key] = number_or_null(estimate.total.variance_share[h]);
    }
    one["variance_share"] = std::move(shares);
    out.push_back(std::move(one));
  }
  return out;
}

PlanJson steps_json(const PolicyPlan& plan) {
  PlanJson out = PlanJson::array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const FleetStep& step = plan.steps[i];
    const StepBill& bill = plan.step_bills[i];
    out.push_back({{"from_devices", step.from_devices}, {"to_devices", step.to_devices}, {"says", choice_text(step.choice)}, {"sku", to_string(step.choice.sku)},
                   {"units", step.choice.units}, {"hubs", step.choice.hubs}, {"usd_per_month", step.choice.usd_per_month},
                   {"bill_usd_at_from", number_or_null(bill.usd_at_from)}, {"bill_usd_at_to", number_or_null(bill.usd_at_to)},
                   {"ends_by", step.ends_by ? PlanJson(to_string(*step.ends_by)) : PlanJson(nullptr)}});
  }
  return out;
}

PlanJson sizes_json(const std::vector<FleetSizeRow>& sizes) {
  PlanJson out = PlanJson::array();
  for (const FleetSizeRow& row : sizes) {
    PlanJson one = {{"devices", row.devices}, {"usd_per_month", number_or_null(row.usd)}};
    one["choice"] = row.cheapest ? PlanJson{{"says", choice_text(*row.cheapest)}, {"sku", to_string(row.cheapest->sku)}, {"units", row.cheapest->units}, {"hubs", row.cheapest->hubs}}
                                   : PlanJson(nullptr);
    one["on_plan"] = row.on_plan ? load_json(*row.on_plan) : PlanJson(nullptr);
    one["plan_fits"] = row.plan_fits;
    one["tightest"] = to_string(row.tightest);
    out.push_back(std::move(one));
  }
  return out;
}

PlanJson assumptions_json(const std::vector<Assumption>& assumptions) {
  PlanJson out = PlanJson::array();
  for (const Assumption& one : assumptions) {
    out.push_back({{"name", one.name}, {"kind", to_string(one.kind)}, {"says", one.says}, {"stated", number_or_null(one.stated)}, {"low", number_or_null(one.low)},
                   {"high", number_or_null(one.high)}, {"range", one.range}, {"usd_at_low", number_or_null(one.usd_low)}, {"usd_at_high", number_or_null(one.usd_high)},
                   {"swing_usd", number_or_null(one.swing())}, {"elasticity", number_or_null(one.elasticity)}});
  }
  return out;
}

PlanJson storm_json(const StormOutcome& storm) {
  PlanJson out = {{"devices", storm.devices},
                  {"replications", storm.replications},
                  {"simulated_seconds", storm.simulated_seconds},
                  {"outage_seconds", storm.outage_seconds},
                  {"busiest_hour_of_day", storm.busiest_hour_of_day},
                  {"reconnect_seconds_closed_form", storm.closed_form_seconds},
                  {"is_over", storm.is_over()}};
  for (const StormQuantity& one : kStormQuantities) out[std::string(one.name)] = interval_json(storm.*one.value);
  return out;
}

PlanJson policy_json(const PolicyPlan& plan) {
  PlanJson out = {{"policy", plan.policy}};
  out["choice"] = plan.choice ? choice_json(*plan.choice) : PlanJson(nullptr);
  out["needs_hub"] = !plan.need.is_none();
  out["at_upper_end"] = plan.at_upper_end ? choice_json(*plan.at_upper_end) : PlanJson(nullptr);
  out["impossible_at_upper_end"] = plan.impossible_at_upper_end;
  out["load"] = plan.choice ? load_json(plan.load) : PlanJson(nullptr);
  out["stated_error"] = number_or_null(stated_error(plan));
  out["bill"] = plan.is_impossible() ? PlanJson(nullptr) : bill_json(plan.bill);
  out["usage"] = usage_json(plan.usage);
  out["demand_shape"] = {{"step_seconds", plan.usage.shape.step_seconds}, {"steps", plan.usage.shape.steps}, {"days", plan.usage.shape.days}};
  out["cheapest_of_tiers"] = choices_json(plan.of_tiers);
  out["cheaper_choices"] = choices_json(plan.cheaper);
  out["breaking_points"] = steps_json(plan);
  out["fleet_sizes"] = sizes_json(plan.sizes);
  out["assumptions"] = assumptions_json(plan.assumptions);
  out["storm"] = plan.storm ? storm_json(*plan.storm) : PlanJson(nullptr);
  out["outbreak"] = plan.outbreak ? outbreak_cost_json(*plan.outbreak) : PlanJson(nullptr);
  return out;
}

}  // namespace

std::string plan_json(const PlanResult& result) {
  PlanJson strata = PlanJson::array();
  for (const PlanStratum& one : result.strata) strata.push_back({{"name", one.name}, {"devices", one.devices}, {"sampled", one.sampled}});
  PlanJson policies = PlanJson::array();
  for (const PolicyPlan& plan : result.policies) policies.push_back(policy_json(plan));
  PlanJson pairs = PlanJson::array();
  for (const PolicyBreakEven& pair : result.break_evens) {
    PlanJson at = PlanJson::array();
    for (const BreakEven& one : pair.compared.at) at.push_back({{"from_devices", one.devices}, {"cheaper", one.first_is_cheaper ? pair.first : pair.second}});
    pairs.push_back({{"first", pair.first}, {"second", pair.second}, {"cheaper", pair.cheaper}, {"compared_up_to_devices", pair.compared.up_to_devices},
                     {"says", break_even_text(pair, std::floor(kMostFleets * result.devices))}, {"at", std::move(at)}});
  }
  PlanJson excluded = PlanJson::array();
  for (const ExcludedTiers& one : kExcludedTiers) excluded.push_back({{"tiers", one.tiers}, {"why", one.why}});
  const PlanGoals& goals = result.goals;
  const PlanJson out = {{"schema", "picket.plan"},
                        {"schema_version", kPlanSchemaVersion},
                        {"study_id", result.study_id},
                        {"name", result.name},
                        {"title", result.title},
                        {"scenario", result.scenario_name},
                        {"scenario_path", result.scenario_path},
                        {"of_run", result.of_run},
                        {"created_utc", result.created_utc},
                        {"version", result.version},
                        {"commit", result.commit},
                        {"repeat_command", result.repeat_command},
                        {"seed", result.seed},
                        {"replications", result.replications},
                        {"simulated_days", result.simulated_days},
                        {"warm_up_days", result.warm_up_days},
                        {"billing_days", result.billing_days},
                        {"devices", result.devices},
                        {"scenario_devices", result.scenario_devices},
                        {"price_book", result.price_book},
                        {"prices_compiled", result.prices_compiled},
                        {"goals",
                         {{"max_refused", goals.delay.max_refused},
                          {"max_delay_seconds", goals.delay.max_delay_seconds},
                          {"delay_quantile", goals.delay.delay_quantile},
                          {"headroom", goals.hubs.headroom},
                          {"reconnect_within_seconds", goals.hubs.reconnect_within_seconds}}},
                        {"estimates",
                         {{"throttle_burst_seconds", goals.shaping.burst_seconds},
                          {"throttle_queue_seconds", goals.shaping.queue_seconds},
                          {"throttle_wait_seconds", goals.shaping.wait_seconds}}},
                        {"own_estimates", own_estimates_json(result.own_estimates)},
                        {"stated_error", number_or_null(stated_error(result))},
                        {"strata", std::move(strata)},
                        {"excluded_tiers", std::move(excluded)},
                        {"policies", std::move(policies)},
                        {"break_even", std::move(pairs)},
                        {"outbreak", result.outbreak ? outbreak_json(*result.outbreak) : PlanJson(nullptr)},
                        {"backtest", result.backtest ? backtest_json(*result.backtest) : PlanJson(nullptr)},
                        {"methods", plan_methods(result)},
                        {"warnings", result.warnings}};
  return out.dump(1, ' ', false, PlanJson::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
