#include <fmt/format.h>

#include <algorithm>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

bool are_same_hubs(const PlannedHubs& a, const PlannedHubs& b) { return a.sku == b.sku && a.units == b.units && a.hubs == b.hubs; }

std::string tried_row(const PlanStudy& plan, std::size_t place, const PlannedHubs& hubs, const std::string& style, const std::string& verdict, const std::string& why) {
  return "<tr><td>" + policy_label(place, plan.policies[place].policy) + "</td>" + text_cell(hubs.says) + number_cell(format_money(hubs.usd_per_month)) + "<td" + style +
         "><b>" + verdict + "</b></td>" + text_cell(why) + "</tr>";
}

std::string tightest_text(const PlannedHubs& hubs) {
  const PlannedLimitUse* use = hubs.tightest();
  return use == nullptr ? "" : use->limit + " used to " + format_percent(use->share);
}

void add_tried(const PlanStudy& plan, std::size_t place, std::vector<std::string>& rows) {
  const PlannedPolicy& policy = plan.policies[place];
  for (const PlannedHubs* one : shown_cheaper_choices(policy)) rows.push_back(tried_row(plan, place, *one, " class=\"worse\"", "fails", one->fails_by));
  std::vector<const PlannedHubs*> fitting;
  for (const PlannedHubs& one : policy.cheapest_of_tiers) fitting.push_back(&one);
  std::stable_sort(fitting.begin(), fitting.end(), [](const PlannedHubs* a, const PlannedHubs* b) { return a->usd_per_month < b->usd_per_month; });
  for (const PlannedHubs* one : fitting) {
    const bool is_choice = policy.choice && are_same_hubs(*one, *policy.choice);
    rows.push_back(tried_row(plan, place, *one, is_choice ? " class=\"better\"" : "", is_choice ? "chosen" : "fits, dearer", tightest_text(*one)));
  }
}

void add_uses(const PlanStudy& plan, std::size_t place, std::vector<std::string>& rows) {
  const PlannedPolicy& policy = plan.policies[place];
  if (!policy.choice) return;
  const PlannedLimitUse* tightest = policy.choice->tightest();
  for (const PlannedLimitUse& use : policy.choice->uses) {
    rows.push_back("<tr><td>" + policy_label(place, policy.policy) + "</td>" + text_cell(use.limit) + number_cell(format_with_unit(use.used, use.unit)) +
                   number_cell(format_with_unit(use.of, use.unit)) + number_cell(format_percent(use.share)) + number_cell(format_percent(use.allowed_share)) +
                   text_cell(&use == tightest ? "the first to break" : "") + "</tr>");
  }
}

}  // namespace

std::vector<const PlannedHubs*> shown_cheaper_choices(const PlannedPolicy& policy) {
  std::vector<std::string> tiers;
  for (const PlannedHubs& one : policy.cheaper_choices) {
    if (std::find(tiers.begin(), tiers.end(), one.sku) == tiers.end()) tiers.push_back(one.sku);
  }
  std::vector<const PlannedHubs*> out;
  for (const std::string& tier : tiers) {
    const PlannedHubs* nearest = nullptr;
    const PlannedHubs* in_one_hub = nullptr;
    for (const PlannedHubs& one : policy.cheaper_choices) {
      if (one.sku != tier || one.tightest() == nullptr) continue;
      if (nearest == nullptr || one.tightest()->fullness() < nearest->tightest()->fullness()) nearest = &one;
      if (one.hubs == 1) in_one_hub = &one;
    }
    if (in_one_hub != nullptr && in_one_hub != nearest) out.push_back(in_one_hub);
    if (nearest != nullptr) out.push_back(nearest);
  }
  std::stable_sort(out.begin(), out.end(), [](const PlannedHubs* a, const PlannedHubs* b) { return a->usd_per_month < b->usd_per_month; });
  return out;
}

void append_planned_hubs(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> tried;
  std::vector<std::string> uses;
  std::vector<std::string> all;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    add_tried(plan, i, tried);
    add_uses(plan, i, uses);
    for (const PlannedHubs& one : plan.policies[i].cheaper_choices) {
      all.push_back("<tr><td>" + policy_label(i, plan.policies[i].policy) + "</td>" + text_cell(one.says) + number_cell(format_money(one.usd_per_month)) +
                    text_cell(one.fails_by) + "</tr>");
    }
  }
  if (tried.empty()) return;
  out += html_table("Of each tier: what is cheaper and lacks least, all in one hub, and the cheapest that fits. Every cheaper choice fails; more units never hold less.",
                    {{"policy"}, {"choice"}, {"hubs a month", true}, {"verdict"}, {"by"}}, tried, kMostPlanRows, kPlanFile);
  std::string excluded;
  for (const ExcludedTier& one : plan.excluded_tiers) excluded += (excluded.empty() ? "" : "; ") + one.tiers + ": " + one.why;
  if (!excluded.empty()) out += "<p class=\"soft\">Not planned with. " + escape_html(excluded) + ".</p>\n";
  if (!uses.empty()) {
    out += html_table("How much of each limit of a hub the chosen hubs use. Of every limit a part stays free; the time to reconnect is a goal and may be used up.",
                      {{"policy"}, {"limit"}, {"used", true}, {"of", true}, {"share", true}, {"may be", true}, {""}}, uses, kMostPlanRows, kPlanFile);
  }
  if (!all.empty()) {
    out += folded_table(fmt::format("All cheaper choices ({})", all.size()), "Of every tier and number of hubs the most units that are cheaper.",
                        {{"policy"}, {"choice"}, {"hubs a month", true}, {"fails by"}}, all, kMostPlanRows, kPlanFile);
  }
}

}  // namespace picket
