#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/own_estimate_table.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string usd_or_none(const std::optional<double>& usd) { return usd ? format_money(*usd) : "none fits"; }

/// How far the bill moves between both ends; "–" where there is no bill at one of them.
std::string swing_text(const PlannedAssumption& one, double usd) {
  if (!one.usd_at_low || !one.usd_at_high) return "–";
  return format_money(std::max({*one.usd_at_low, *one.usd_at_high, usd}) - std::min({*one.usd_at_low, *one.usd_at_high, usd}));
}

std::string assumption_row(const PlanStudy& plan, std::size_t place, const PlannedAssumption& one) {
  const PlannedPolicy& policy = plan.policies[place];
  const double usd = policy.bill ? policy.bill->usd.value : std::nan("");
  return "<tr><td>" + policy_label(place, policy.policy) + "</td><th scope=\"row\">" + escape_html(words(one.name)) + "<span class=\"detail\">" + escape_html(one.says) +
         "</span></th>" + text_cell(one.kind) + number_cell(format_number(one.stated)) + number_cell(format_number(one.low) + " to " + format_number(one.high)) +
         text_cell(one.range) + number_cell(usd_or_none(one.usd_at_low)) + number_cell(usd_or_none(one.usd_at_high)) + number_cell(swing_text(one, usd)) +
         number_cell(fmt::format("{:.2f} %", one.elasticity)) + "</tr>";
}

/// Prices that the bill rests on and nobody publishes, each once.
std::vector<std::string> own_price_rows(const PlanStudy& plan) {
  std::vector<std::string> rows;
  std::vector<std::string> seen;
  for (const PlannedPolicy& policy : plan.policies) {
    if (!policy.bill) continue;
    for (const PlannedBillLine& line : policy.bill->lines) {
      if (line.quality == "published" || line.usd.value == 0) continue;
      if (std::find(seen.begin(), seen.end(), line.line) != seen.end()) continue;
      seen.push_back(line.line);
      rows.push_back("<tr><th scope=\"row\">" + escape_html(words(line.line)) + "</th>" + text_cell(line.quality) + number_cell(format_money(line.usd_per_unit)) +
                     text_cell(line.unit) + text_cell(line.source) + "</tr>");
    }
  }
  return rows;
}

std::string estimate_row(const char* name, double seconds, const char* says) {
  return std::string("<tr><th scope=\"row\">") + name + "</th>" + number_cell(format_duration(seconds)) + text_cell(says) + "</tr>";
}

}  // namespace

void append_planned_assumptions(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    for (const PlannedAssumption& one : plan.policies[i].assumptions) rows.push_back(assumption_row(plan, i, one));
  }
  if (rows.empty()) return;
  append_figure({"plan_tornado", "plan", "", "Numbers that move the bill",
                 "The bill with each number at both ends of its range, the hubs chosen anew, all else as stated. Full bars: at the upper end; hollow ones: at the lower. The line is "
                 "the bill as it is."},
                out);
  out += folded_table("All numbers that move the bill",
                      "One at a time; two may do more together. The last column: per cent of the bill for one per cent of the number. The numbers that the simulation itself rests on "
                      "are drawn by picket run --uncertainty.",
                      {{"policy"}, {"number"}, {"kind"}, {"stated", true}, {"may be", true}, {"range"}, {"bill at low", true}, {"at high", true}, {"moves", true}, {"per 1 %", true}}, rows,
                      kMostPlanRows, kPlanFile);
}

void append_planned_estimates(const PlanStudy& plan, std::string& out) {
  const PlannedGoals& goals = plan.goals;
  out += html_table("Our own estimates, since nobody publishes them: the delay, what the throttle refuses, and so the rate that a fleet needs, rest on them.",
                    {{"estimate"}, {"", true}, {"what it is"}},
                    {estimate_row("throttle burst", goals.throttle_burst_seconds, "of its rate the throttle lets pass at once"),
                     estimate_row("throttle queue", goals.throttle_queue_seconds, "of its rate wait in its queue; what is beyond is refused"),
                     estimate_row("throttle wait", goals.throttle_wait_seconds, "is the longest wait in that queue")},
                    kMostPlanRows, kPlanFile);
  out += own_estimate_table(plan.own_estimates, kPlanFile);
  const std::vector<std::string> prices = own_price_rows(plan);
  if (!prices.empty()) {
    out += html_table("Prices of the bill that are no published list prices.", {{"line"}, {"price"}, {"per unit", true}, {"unit"}, {"source"}}, prices, kMostPlanRows, kPlanFile);
  }
}

}  // namespace picket
