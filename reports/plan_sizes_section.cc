#include <fmt/format.h>


#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string planned_mark(bool is_planned) { return is_planned ? "planned fleet" : ""; }

std::string step_row(const PlanStudy& plan, std::size_t place, const PlannedStep& step) {
  const bool is_here = step.from_devices <= plan.devices && plan.devices <= step.to_devices;
  return "<tr><td>" + policy_label(place, plan.policies[place].policy) + "</td>" + number_cell(format_number(step.from_devices)) +
         number_cell(format_number(step.to_devices)) + text_cell(step.says) + number_cell(format_money(step.usd_per_month)) +
         number_cell(format_money(step.bill_usd_at_from)) + number_cell(format_money(step.bill_usd_at_to)) + text_cell(step.ends_by.value_or("goes on")) +
         text_cell(planned_mark(is_here)) + "</tr>";
}

std::string size_row(const PlanStudy& plan, std::size_t place, const PlannedSize& size) {
  const PlannedPolicy& policy = plan.policies[place];
  const std::string hubs = !size.hubs.empty() ? size.hubs : policy.needs_hub ? "none fits" : "no hub";
  return "<tr><td>" + policy_label(place, policy.policy) + "</td>" + number_cell(format_number(size.devices)) + text_cell(hubs) +
         number_cell(format_money(size.usd_per_month)) + text_cell(planned_mark(size.devices == plan.devices)) + "</tr>";
}

std::string load_row(const PlanStudy& plan, std::size_t place, const PlannedSize& size) {
  const PlannedLoad& load = *size.on_plan;
  const auto share = [](double x) { return x <= 0 ? std::string("none") : format_percent(x); };
  return "<tr><td>" + policy_label(place, plan.policies[place].policy) + "</td>" + number_cell(format_number(size.devices)) + number_cell(share(load.refused_share)) +
         number_cell(share(load.refused_by_quota)) + number_cell(share(load.refused_by_throttle)) + number_cell(format_duration(load.delay_seconds_quantile)) +
         number_cell(format_duration(load.reconnect_seconds)) +
         (size.plan_fits ? text_cell("keeps to the goals") : "<td class=\"worse\"><b>beyond: " + escape_html(size.tightest) + "</b></td>") + "</tr>";
}

std::string break_even_row(const PlannedPair& pair) {
  return "<tr>" + text_cell(pair.first) + text_cell(pair.second) + text_cell(pair.says) + text_cell(pair.cheaper.empty() ? "neither" : pair.cheaper) +
         number_cell(format_number(pair.compared_up_to_devices)) + "</tr>";
}

/// "raw breaks at 58 497 devices by its daily quota".
std::string next_break(const PlanStudy& plan, const PlannedPolicy& policy) {
  for (const PlannedStep& step : policy.steps) {
    if (step.to_devices < plan.devices || !step.ends_by) continue;
    return fmt::format("{}: {} up to {} devices, then its {} breaks", policy.policy, step.says, format_number(step.to_devices), *step.ends_by);
  }
  return "";
}

}  // namespace

void append_planned_sizes(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> steps;
  std::vector<std::string> sizes;
  std::string breaks;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    const PlannedPolicy& policy = plan.policies[i];
    for (const PlannedStep& step : policy.steps) steps.push_back(step_row(plan, i, step));
    for (const PlannedSize& size : policy.sizes) sizes.push_back(size_row(plan, i, size));
    const std::string next = next_break(plan, policy);
    if (!next.empty()) breaks += "<li>" + escape_html(next) + ".</li>";
  }
  if (steps.empty() && sizes.empty()) return;
  if (!breaks.empty()) out += "<ul>" + breaks + "</ul>\n";
  append_figure({"plan_fleet_cost", "plan", "", "Bill against fleet size",
                 "What a fleet of each size costs a month on its own cheapest hubs. A step is a breaking point: the hubs before it hold no larger fleet. Between the ends of a step "
                 "the bill is drawn straight. The upright line is the planned fleet."},
                out);
  if (!steps.empty()) {
    out += folded_table(fmt::format("Breaking points ({})", steps.size()),
                        "The cheapest hubs for every fleet size, the mix of the fleet unchanged, and the limit at which they break.",
                        {{"policy"}, {"from devices", true}, {"to devices", true}, {"hubs"}, {"hubs a month", true}, {"bill at the first", true}, {"at the last", true}, {"ends by"}, {""}},
                        steps, kMostPlanRows, kPlanFile);
  }
  out += folded_table("Bill by fleet size", "", {{"policy"}, {"devices", true}, {"cheapest hubs"}, {"bill a month", true}, {""}}, sizes, kMostPlanRows, kPlanFile);
}

void append_planned_load(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    for (const PlannedSize& size : plan.policies[i].sizes) {
      if (size.on_plan) rows.push_back(load_row(plan, i, size));
    }
  }
  if (rows.empty()) return;
  append_figure({"plan_load", "plan", "", "Refusals and delay on the plan's hubs against fleet size",
                 "Nobody buys another unit while the fleet grows. The line across is the goal, the upright one the planned fleet; between the marked sizes nothing was worked out."},
                out);
  out += folded_table("Load by fleet size",
                      fmt::format("Refused: the larger share of what the day's quota and the throttle refuse. Delay: wait in the throttle, {:g} % wait no longer.",
                                  100 * plan.goals.delay_quantile),
                      {{"policy"}, {"devices", true}, {"refused", true}, {"by the quota", true}, {"by the throttle", true}, {"delay", true}, {"reconnect", true}, {"plan's hubs"}}, rows,
                      kMostPlanRows, kPlanFile);
}

void append_planned_break_even(const PlanStudy& plan, std::string& out) {
  if (plan.break_even.empty()) return;
  std::vector<std::string> rows;
  for (const PlannedPair& pair : plan.break_even) rows.push_back(break_even_row(pair));
  append_figure({"plan_break_even", "plan", "", "Difference between two policies' bills against fleet size",
                 "Above zero the first policy costs more. Where the line crosses zero they change places; the marks are the first whole number of devices behind it."},
                out);
  out += html_table("Bills alone: what a policy finds is not in them.", {{"first"}, {"second"}, {"break-even"}, {"cheaper for the planned fleet"}, {"compared up to", true}}, rows,
                    kMostPlanRows, kPlanFile);
}

}  // namespace picket
