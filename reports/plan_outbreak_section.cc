#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string outbreak_row(std::size_t place, const std::string& policy, const PlannedOutbreakCost& cost) {
  std::string out = "<tr><th scope=\"row\">" + policy_label(place, policy) + "</th>" + number_cell(format_number(cost.infected)) + estimate_cell(cost.usd, "USD");
  if (cost.plan_uses.empty()) {
    out += text_cell("–") + number_cell("–") + number_cell("–") + number_cell("–");
  } else {
    out += std::string("<td class=\"") + (cost.plan_holds ? "better" : "worse") + "\"><b>" + (cost.plan_holds ? "hold" : "do not hold") + "</b></td>" +
           number_cell(format_duration(cost.delay_seconds_quantile)) + number_cell(format_percent(cost.refused_share)) + number_cell(format_percent(cost.busiest_day_refused));
  }
  return out + text_cell(cost.says) + "</tr>";
}

void add_additions(std::size_t place, const std::string& policy, const std::vector<PlannedAddition>& additions, const char* what, std::vector<std::string>& rows) {
  for (const PlannedAddition& one : additions) {
    if (one.extra.value == 0) continue;
    rows.push_back("<tr><td>" + policy_label(place, policy) + "</td><th scope=\"row\">" + escape_html(words(one.name)) + "</th>" + text_cell(what) +
                   estimate_cell(one.extra, one.unit == one.name ? "" : one.unit) + "</tr>");
  }
}

void add_outbreak_uses(std::size_t place, const PlannedPolicy& policy, std::vector<std::string>& rows) {
  for (const PlannedLimitUse& use : policy.outbreak->plan_uses) {
    rows.push_back("<tr><td>" + policy_label(place, policy.policy) + "</td>" + text_cell(use.limit) + number_cell(format_with_unit(use.used, use.unit)) +
                   number_cell(format_with_unit(use.of, use.unit)) + number_cell(format_percent(use.share)) + number_cell(format_percent(use.allowed_share)) + "</tr>");
  }
}

}  // namespace

void append_planned_outbreak(const PlanStudy& plan, std::string& out) {
  if (!plan.outbreak) return;
  std::vector<std::string> answers;
  std::vector<std::string> added;
  std::vector<std::string> uses;
  std::string remarks;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    const PlannedPolicy& policy = plan.policies[i];
    if (!policy.outbreak) continue;
    answers.push_back(outbreak_row(i, policy.policy, *policy.outbreak));
    add_additions(i, policy.policy, policy.outbreak->extra, "volume", added);
    add_additions(i, policy.policy, policy.outbreak->lines, "bill", added);
    add_outbreak_uses(i, policy, uses);
    for (const std::string& stratum : policy.outbreak->untouched_strata) {
      remarks += "<li>" + escape_html(policy.policy + ": of " + stratum + " no simulated device was hit, so it adds nothing.") + "</li>";
    }
  }
  for (const std::string& stratum : plan.outbreak->strata_without) remarks += "<li>" + escape_html(stratum + " has no device that the attack hits.") + "</li>";
  out += html_table(plan.outbreak->says + ".",
                    {{"policy"}, {"infected", true}, {"adds to the month's bill", true}, {"plan's hubs"}, {"delay", true}, {"refused", true}, {"of the busiest day", true}, {"why"}},
                    answers, kMostPlanRows, kPlanFile);
  if (!remarks.empty()) out += "<ul>" + remarks + "</ul>";
  if (!added.empty()) {
    out += html_table("What one outbreak adds in all, on the plan's hubs; intervals from paired differences over replications.", {{"policy"}, {"of"}, {""}, {"adds", true}}, added,
                      kMostPlanRows, kPlanFile);
  }
  if (!uses.empty()) {
    out += folded_table("Limits of the plan's hubs in the outbreak", "The busiest day and step of the simulated days with the outbreak on top.",
                        {{"policy"}, {"limit"}, {"used", true}, {"of", true}, {"share", true}, {"may be used", true}}, uses, kMostPlanRows, kPlanFile);
  }
}

}  // namespace picket
