#include "sim/plan/plan_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "sim/plan/outbreak_text.h"
#include "sim/results/csv.h"

namespace picket::sim {
namespace {

/// Rows of plan.csv.
class PlanTable {
 public:
  PlanTable() : table_{"policy", "part", "name", "devices", "value", "ci_low", "ci_high", "unit", "says"} {}

  void row(const std::string& policy, const char* part, std::string_view name, std::optional<double> devices, const IntervalEstimate& value, std::string_view unit,
           std::string_view says) {
    const auto end = [&](double Interval::*which) { return value.interval ? std::optional((*value.interval).*which) : std::nullopt; };
    table_.cell(policy).cell(part).cell(name).cell(devices).cell(value.value).cell(end(&Interval::low)).cell(end(&Interval::high)).cell(unit).cell(says);
    table_.end_row();
  }
  void number(const std::string& policy, const char* part, std::string_view name, std::optional<double> devices, std::optional<double> value, std::string_view unit,
              std::string_view says) {
    row(policy, part, name, devices, {value.value_or(std::numeric_limits<double>::quiet_NaN()), {}, 0}, unit, says);
  }
  std::string take() const { return table_.text(); }

 private:
  CsvTable table_;
};

void add_policy(const PolicyPlan& plan, double devices, const PlanGoals& goals, PlanTable& out) {
  const std::string delay = fmt::format("delay_seconds_p{:g}", 100 * goals.delay.delay_quantile);
  const std::string& policy = plan.policy;
  if (!plan.is_impossible()) {
    out.row(policy, "bill", "total", devices, plan.bill.usd, "USD/month", "");
    out.row(policy, "bill", "security", devices, plan.bill.security_usd, "USD/month", "the part that would not be there without security");
    for (const PlanBillLine& line : plan.bill.lines) out.row(policy, "bill", line.amount.line, devices, line.usd, "USD/month", line.amount.basis);
  }
  for (const UsageEstimate& one : plan.usage.estimates) out.row(policy, "usage", one.name, devices, one.total.total, one.unit, "");
  if (plan.choice) {
    out.number(policy, "choice", choice_text(*plan.choice), devices, plan.choice->usd_per_month, "USD/month", "the cheapest that keeps to the goals");
    for (const LimitUse& use : plan.choice->uses) out.number(policy, "choice", to_string(use.kind), devices, use.share(), "share", "used of the limit");
    out.number(policy, "choice", "refused_share", devices, plan.load.refused_share(), "share", "");
    out.number(policy, "choice", delay, devices, plan.load.delay_seconds_quantile, "s", "");
    out.number(policy, "choice", "reconnect_seconds", devices, plan.load.reconnect_seconds, "s", "");
  }
  if (plan.storm) {
    for (const StormQuantity& one : kStormQuantities) out.row(policy, "storm", one.name, plan.storm->devices, (*plan.storm).*one.value, one.unit, one.says);
    out.number(policy, "storm", "reconnect_seconds_closed_form", plan.storm->devices, plan.storm->closed_form_seconds, "s", "connections by the throttle's rate");
  }
  for (const HubChoice& one : plan.cheaper) out.number(policy, "cheaper_choice", choice_text(one), devices, one.usd_per_month, "USD/month", why_not(one));
  for (const FleetSizeRow& row : plan.sizes) {
    out.number(policy, "fleet_size", "usd_per_month", row.devices, row.usd, "USD/month", row.cheapest ? choice_text(*row.cheapest) : "");
    if (!row.on_plan) continue;
    out.number(policy, "fleet_size", "refused_share_on_plan", row.devices, row.on_plan->refused_share(), "share", row.plan_fits ? "" : "beyond the goals");
    out.number(policy, "fleet_size", delay + "_on_plan", row.devices, row.on_plan->delay_seconds_quantile, "s", row.plan_fits ? "" : "beyond the goals");
  }
  for (const FleetStep& step : plan.steps) {
    out.number(policy, "breaking_point", choice_text(step.choice), step.to_devices, step.choice.usd_per_month, "USD/month", step.ends_by ? to_string(*step.ends_by) : "");
  }
  for (const Assumption& one : plan.assumptions) {
    IntervalEstimate usd{one.usd, {}, 0};
    if (one.usd_low && one.usd_high) usd.interval = Interval{std::min(*one.usd_low, *one.usd_high), std::max(*one.usd_low, *one.usd_high)};
    out.row(policy, "assumption", one.name, devices, usd, "USD/month", fmt::format("{:g} in {:g}..{:g}, {}", one.stated, one.low, one.high, one.range));
  }
}

/// What the outbreak adds in all; the rows of its hubs are named as those of the choice.
void add_outbreak(const PolicyPlan& plan, double devices, const PlanGoals& goals, PlanTable& out) {
  const OutbreakCost& cost = *plan.outbreak;
  const std::string& policy = plan.policy;
  out.row(policy, "outbreak", "usd", devices, cost.usd, "USD", "by use, in the month of the outbreak");
  out.number(policy, "outbreak", "infected", devices, cost.infected, "devices", "");
  for (const OutbreakQuantity& quantity : cost.extra) out.row(policy, "outbreak", quantity.name, devices, quantity.extra, quantity.unit, "");
  for (const OutbreakLine& line : cost.lines) out.row(policy, "outbreak_bill", line.line, devices, line.usd, "USD", "");
  if (cost.on_plan) {
    for (const LimitUse& use : cost.on_plan->uses) out.number(policy, "outbreak_hubs", to_string(use.kind), devices, use.share(), "share", "used of the limit of the plan's hubs");
    out.number(policy, "outbreak_hubs", "refused_share", devices, cost.load.refused_share(), "share", outbreak_verdict(cost));
    out.number(policy, "outbreak_hubs", "busiest_day_refused", devices, cost.busiest_day_refused, "share", "by the quota");
    out.number(policy, "outbreak_hubs", fmt::format("delay_seconds_p{:g}", 100 * goals.delay.delay_quantile), devices, cost.load.delay_seconds_quantile, "s", "");
  }
  if (cost.needed) out.number(policy, "outbreak_hubs", choice_text(*cost.needed), devices, cost.needed->usd_per_month, "USD/month", "the cheapest that keeps to the goals");
}

/// Predicted and invoiced are rows of their own, for a month of the plan; what is not Picket's has no policy.
void add_backtest(const Backtest& test, double devices, PlanTable& out) {
  const auto add_line = [&](const std::string& policy, const BacktestLine& line) {
    out.row(policy, "backtest_predicted", line.line, devices, line.predicted, "USD/month", "");
    if (line.invoiced) out.number(policy, "backtest_invoiced", line.line, devices, line.invoiced_month, "USD/month", to_string(line.verdict));
    if (line.invoiced) out.number(policy, "backtest_difference", line.line, devices, line.difference(), "USD/month", to_string(line.verdict));
  };
  for (const BacktestPolicy& policy : test.policies) {
    if (policy.lines.empty()) continue;
    for (const BacktestLine& line : policy.lines) add_line(policy.policy, line);
    add_line(policy.policy, policy.total);
  }
  for (const BacktestMeter& one : test.others) out.number("", "backtest_not_pickets", one.meter.category + ", " + one.meter.meter, {}, one.usd, "USD", one.says);
  out.number("", "backtest", "invoiced_on_lines", {}, test.on_lines_usd, "USD", "");
  out.number("", "backtest", "invoiced_not_pickets", {}, test.others_usd, "USD", "");
}

}  // namespace

std::string plan_csv(const PlanResult& result) {
  PlanTable out;
  for (const PolicyPlan& plan : result.policies) add_policy(plan, result.devices, result.goals, out);
  for (const PolicyPlan& plan : result.policies) {
    if (plan.outbreak) add_outbreak(plan, result.devices, result.goals, out);
  }
  for (const PolicyBreakEven& pair : result.break_evens) {
    for (const BreakEven& one : pair.compared.at) {
      out.number(pair.first, "break_even", pair.second, one.devices, one.devices, "devices", fmt::format("{} is cheaper from here on", one.first_is_cheaper ? pair.first : pair.second));
    }
  }
  if (result.backtest) add_backtest(*result.backtest, result.devices, out);
  return out.take();
}

}  // namespace picket::sim
