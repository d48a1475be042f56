#include "reports/plan_reader.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/json_fields.h"
#include "reports/own_estimate_table.h"

namespace picket {

namespace {

void read_plan_estimate(JsonFields in, sim::Estimate& out) {
  in.read("value", out.value);
  in.read("ci_low", out.ci_low);
  in.read("ci_high", out.ci_high);
  in.read("n", out.n);
}

void read_limit_use(JsonFields in, PlannedLimitUse& out) {
  in.read("limit", out.limit);
  in.read("unit", out.unit);
  in.read("used", out.used);
  in.read("of", out.of);
  in.read("share", out.share);
  in.read("allowed_share", out.allowed_share);
}

void read_hubs(JsonFields in, PlannedHubs& out) {
  in.read("says", out.says);
  in.read("sku", out.sku);
  in.read("units", out.units);
  in.read("hubs", out.hubs);
  in.read("usd_per_month", out.usd_per_month);
  in.read("fits", out.fits);
  in.read_if_any("fails_by", out.fails_by);
  in.read("uses", out.uses, read_limit_use);
}

void read_load(JsonFields in, PlannedLoad& out) {
  in.read("refused_share", out.refused_share);
  in.read("refused_by_quota", out.refused_by_quota);
  in.read("refused_by_throttle", out.refused_by_throttle);
  in.read("delay_seconds_quantile", out.delay_seconds_quantile);
  in.read("reconnect_seconds", out.reconnect_seconds);
  in.read("twin_read_seconds", out.twin_read_seconds);
}

void read_plan_line(JsonFields in, PlannedBillLine& out) {
  read_plan_estimate(in, out.usd);
  in.read("line", out.line);
  in.read("quantity", out.quantity);
  in.read("unit", out.unit);
  in.read("usd_per_unit", out.usd_per_unit);
  in.read("security_usd", out.security_usd);
  in.read("basis", out.basis);
  in.read("quality", out.quality);
  in.read("source", out.source);
}

void read_plan_bill(JsonFields in, PlannedBill& out) {
  in.read("usd_per_month", out.usd, read_plan_estimate);
  in.read("security_usd_per_month", out.security_usd, read_plan_estimate);
  in.read("per_replication", out.per_replication);
  in.read("lines", out.lines, read_plan_line);
}

void read_plan_usage(JsonFields in, PlannedUsage& out) {
  in.read("name", out.name);
  in.read("unit", out.unit);
  read_plan_estimate(in, out.total);
  in.read("variance_share", out.variance_share);
}

void read_step(JsonFields in, PlannedStep& out) {
  in.read("from_devices", out.from_devices);
  in.read("to_devices", out.to_devices);
  in.read("says", out.says);
  in.read("usd_per_month", out.usd_per_month);
  in.read("bill_usd_at_from", out.bill_usd_at_from);
  in.read("bill_usd_at_to", out.bill_usd_at_to);
  in.read("ends_by", out.ends_by);
}

void read_size_hubs(JsonFields in, std::string& out) { in.read("says", out); }

void read_size(JsonFields in, PlannedSize& out) {
  std::optional<std::string> hubs;
  in.read("devices", out.devices);
  in.read("usd_per_month", out.usd_per_month);
  in.read("choice", hubs, read_size_hubs);
  in.read("on_plan", out.on_plan, read_load);
  in.read("plan_fits", out.plan_fits);
  in.read("tightest", out.tightest);
  out.hubs = hubs.value_or("");
}

void read_assumption(JsonFields in, PlannedAssumption& out) {
  in.read("name", out.name);
  in.read("kind", out.kind);
  in.read("says", out.says);
  in.read("stated", out.stated);
  in.read("low", out.low);
  in.read("high", out.high);
  in.read("range", out.range);
  in.read("usd_at_low", out.usd_at_low);
  in.read("usd_at_high", out.usd_at_high);
  in.read("elasticity", out.elasticity);
}

void read_added_quantity(JsonFields in, PlannedAddition& out) {
  in.read("name", out.name);
  in.read("unit", out.unit);
  read_plan_estimate(in, out.extra);
}

void read_added_line(JsonFields in, PlannedAddition& out) {
  in.read("line", out.name);
  out.unit = "USD";
  read_plan_estimate(in, out.extra);
}

void read_outbreak_cost(JsonFields in, PlannedOutbreakCost& out) {
  in.read("infected", out.infected);
  in.read("usd", out.usd, read_plan_estimate);
  in.read("extra", out.extra, read_added_quantity);
  in.read("lines", out.lines, read_added_line);
  in.read("plan_holds", out.plan_holds);
  in.read("says", out.says);
  in.read("plan_uses", out.plan_uses, read_limit_use);
  in.read("refused_share", out.refused_share);
  in.read("busiest_day_refused", out.busiest_day_refused);
  in.read("delay_seconds_quantile", out.delay_seconds_quantile);
  in.read("untouched_strata", out.untouched_strata);
}

void read_outbreak(JsonFields in, PlannedOutbreak& out) {
  in.read("says", out.says);
  in.read("strata_without", out.strata_without);
}

void read_storm(JsonFields in, PlannedStorm& out) {
  in.read("devices", out.devices);
  in.read("outage_seconds", out.outage_seconds);
  in.read("reconnect_seconds_closed_form", out.reconnect_seconds_closed_form);
  in.read("connections_lost", out.connections_lost, read_plan_estimate);
  in.read("back_share", out.back_share, read_plan_estimate);
  in.read("reconnect_seconds_median", out.reconnect_seconds_median, read_plan_estimate);
  in.read("reconnect_seconds_95_percent", out.reconnect_seconds_95_percent, read_plan_estimate);
  in.read("reconnect_seconds_99_percent", out.reconnect_seconds_99_percent, read_plan_estimate);
  in.read("reconnect_seconds_longest", out.reconnect_seconds_longest, read_plan_estimate);
  in.read("connects_busiest_second", out.connects_busiest_second, read_plan_estimate);
  in.read("connects_throttled_per_connection", out.connects_throttled_per_connection, read_plan_estimate);
  in.read("sends_throttled_per_message", out.sends_throttled_per_message, read_plan_estimate);
  in.read("messages_held_share", out.messages_held_share, read_plan_estimate);
}

void read_policy_plan(JsonFields in, PlannedPolicy& out) {
  in.read("policy", out.policy);
  in.read("choice", out.choice, read_hubs);
  in.read("needs_hub", out.needs_hub);
  in.read("at_upper_end", out.at_upper_end, read_hubs);
  in.read("impossible_at_upper_end", out.impossible_at_upper_end);
  in.read("load", out.load, read_load);
  in.read("stated_error", out.stated_error);
  in.read("bill", out.bill, read_plan_bill);
  in.read("usage", out.usage, read_plan_usage);
  in.read("cheapest_of_tiers", out.cheapest_of_tiers, read_hubs);
  in.read("cheaper_choices", out.cheaper_choices, read_hubs);
  in.read("breaking_points", out.steps, read_step);
  in.read("fleet_sizes", out.sizes, read_size);
  in.read("assumptions", out.assumptions, read_assumption);
  in.read_if_any("outbreak", out.outbreak, read_outbreak_cost);
  in.read_if_any("storm", out.storm, read_storm);
}

void read_break_even(JsonFields in, PlannedBreakEven& out) {
  in.read("from_devices", out.from_devices);
  in.read("cheaper", out.cheaper);
}

void read_pair(JsonFields in, PlannedPair& out) {
  in.read("first", out.first);
  in.read("second", out.second);
  in.read("cheaper", out.cheaper);
  in.read("says", out.says);
  in.read("compared_up_to_devices", out.compared_up_to_devices);
  in.read("at", out.at, read_break_even);
}

void read_stratum(JsonFields in, PlannedStratum& out) {
  in.read("name", out.name);
  in.read("devices", out.devices);
  in.read("sampled", out.sampled);
}

void read_excluded(JsonFields in, ExcludedTier& out) {
  in.read("tiers", out.tiers);
  in.read("why", out.why);
}

void read_goals(JsonFields in, PlannedGoals& out) {
  in.read("max_refused", out.max_refused);
  in.read("max_delay_seconds", out.max_delay_seconds);
  in.read("delay_quantile", out.delay_quantile);
  in.read("headroom", out.headroom);
  in.read("reconnect_within_seconds", out.reconnect_within_seconds);
}

void read_estimates(JsonFields in, PlannedGoals& out) {
  in.read("throttle_burst_seconds", out.throttle_burst_seconds);
  in.read("throttle_queue_seconds", out.throttle_queue_seconds);
  in.read("throttle_wait_seconds", out.throttle_wait_seconds);
}

void read_plan_fields(JsonFields in, PlanStudy& out) {
  in.read("study_id", out.study_id);
  in.read("name", out.name);
  in.read("title", out.title);
  in.read("scenario", out.scenario);
  in.read("scenario_path", out.scenario_path);
  in.read("of_run", out.of_run);
  in.read("created_utc", out.created_utc);
  in.read("version", out.version);
  in.read("commit", out.commit);
  in.read("repeat_command", out.repeat_command);
  in.read("seed", out.seed);
  in.read("replications", out.replications);
  in.read("simulated_days", out.simulated_days);
  in.read("warm_up_days", out.warm_up_days);
  in.read("billing_days", out.billing_days);
  in.read("devices", out.devices);
  in.read("scenario_devices", out.scenario_devices);
  in.read("price_book", out.price_book);
  in.read("prices_compiled", out.prices_compiled);
  in.read("goals", out.goals, read_goals);
  in.read("estimates", out.goals, read_estimates);
  in.read("strata", out.strata, read_stratum);
  in.read("excluded_tiers", out.excluded_tiers, read_excluded);
  in.read("policies", out.policies, read_policy_plan);
  in.read("break_even", out.break_even, read_pair);
  in.read_if_any("outbreak", out.outbreak, read_outbreak);
  in.read_if_any("own_estimates", out.own_estimates, read_own_estimate);
  in.read("methods", out.methods);
  in.read("warnings", out.warnings);
}

std::string more_than_shown(const char* name, std::size_t count, std::size_t most) {
  return std::string("plan.json.") + name + ": " + std::to_string(count) + " are more than a page can show (" + std::to_string(most) + ")";
}

/// What the types of the fields do not say; the first fault, or nothing.
std::string plan_fault(const PlanStudy& plan) {
  if (!(std::isfinite(plan.devices) && plan.devices > 0)) return "plan.json.devices: expected a number above 0";
  if (plan.policies.empty()) return "plan.json.policies: expected at least one policy";
  if (plan.policies.size() > kMostPlannedPolicies) return more_than_shown("policies", plan.policies.size(), kMostPlannedPolicies);
  if (plan.strata.size() > kMostPlannedStrata) return more_than_shown("strata", plan.strata.size(), kMostPlannedStrata);
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    const PlannedPolicy& policy = plan.policies[i];
    const std::string place = "plan.json.policies[" + std::to_string(i) + "]";
    if (policy.is_impossible() && policy.bill) return place + ".bill: expected null, since no choice of hubs holds the fleet";
    if (!policy.is_impossible() && !policy.bill) return place + ".bill: expected an object, since there is a plan";
    if (policy.choice && !policy.load) return place + ".load: expected an object, since there is a choice of hubs";
    for (std::size_t s = 0; s < policy.steps.size(); ++s) {
      const PlannedStep& step = policy.steps[s];
      const double before = s == 0 ? 0 : policy.steps[s - 1].to_devices;
      if (!(step.from_devices > before && step.to_devices >= step.from_devices)) {
        return place + ".breaking_points[" + std::to_string(s) + "]: expected to begin behind the one before, and to end no earlier than it begins";
      }
    }
  }
  return "";
}

}  // namespace

const PlannedLimitUse* PlannedHubs::tightest() const {
  const PlannedLimitUse* out = nullptr;
  for (const PlannedLimitUse& use : uses) {
    if (out == nullptr || use.fullness() > out->fullness()) out = &use;
  }
  return out;
}

Result<PlanStudy, ReportError> read_plan(std::string_view plan_json) {
  const nlohmann::json document = nlohmann::json::parse(plan_json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return ReportError{"plan.json: this is not a complete JSON document"};
  std::string error;
  std::string schema;
  std::uint64_t version = 0;
  JsonFields in(document, "plan.json", error);
  in.read("schema", schema);
  in.read("schema_version", version);
  if (error.empty() && schema != "picket.plan") {
    return ReportError{"plan.json: schema \"" + schema + "\" is not known; this program reads \"picket.plan\""};
  }
  if (error.empty() && version != kPlanFileVersion) {
    return ReportError{"plan.json: schema_version " + std::to_string(version) + " is not known; this program reads version " +
                       std::to_string(kPlanFileVersion)};
  }
  PlanStudy plan;
  read_plan_fields(in, plan);
  if (error.empty()) error = plan_fault(plan);
  if (!error.empty()) return ReportError{error};
  return plan;
}

}  // namespace picket
