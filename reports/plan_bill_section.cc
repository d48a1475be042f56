#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string plan_line_row(const PlanStudy& plan, std::size_t place, const PlannedBillLine& line) {
  return "<tr><td>" + policy_label(place, plan.policies[place].policy) + "</td>" + text_cell(words(line.line)) + estimate_cell(line.usd, "USD") +
         number_cell(format_money(line.security_usd)) + number_cell(format_with_unit(line.quantity, line.unit)) + number_cell(format_money(line.usd_per_unit)) +
         text_cell(line.basis) + text_cell(line.quality) + "</tr>";
}

std::string plan_total_row(const PlanStudy& plan, std::size_t place, const PlannedBill& bill) {
  return "<tr><th scope=\"row\">" + policy_label(place, plan.policies[place].policy) + "</th><th scope=\"row\">sum</th>" + estimate_cell(bill.usd, "USD") +
         estimate_cell(bill.security_usd, "USD") + "<td></td><td></td><td></td><td></td></tr>";
}

}  // namespace

void append_planned_bill(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> rows;
  std::vector<std::string> replications;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    if (!plan.policies[i].bill) continue;
    const PlannedBill& bill = *plan.policies[i].bill;
    for (const PlannedBillLine& line : bill.lines) {
      // Nothing is used of it, or it has no price.
      if (line.usd.value != 0 || line.security_usd != 0) rows.push_back(plan_line_row(plan, i, line));
    }
    rows.push_back(plan_total_row(plan, i, bill));
    for (std::size_t r = 0; r < bill.per_replication.size(); ++r) {
      replications.push_back("<tr><td>" + policy_label(i, plan.policies[i].policy) + "</td>" + number_cell(std::to_string(r)) +
                             number_cell(format_money(bill.per_replication[r])) + "</tr>");
    }
  }
  if (rows.empty()) return;
  append_figure({"plan_bill", "plan", "", "Bill of a month by line",
                 "US dollars a month on the hubs of the plan, or what of it would not be there without security: the same fleet's own business on the hubs that a plan would "
                 "choose for that alone is taken off."},
                out);
  out += html_table("Lines that are charged. An interval is Student's around the bill of the mean usage, from the bills of the replications.",
                    {{"policy"}, {"line"}, {"a month", true}, {"of it security", true}, {"quantity", true}, {"per unit", true}, {"basis"}, {"price"}}, rows, kMostPlanRows, kPlanFile);
  out += folded_table("The bill of each replication", "The sum for each replication's own usage, on the same hubs.", {{"policy"}, {"replication", true}, {"a month", true}},
                      replications, kMostPlanRows, kPlanFile);
}

}  // namespace picket
