#include <fmt/format.h>

#include <cmath>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string plan_usd(const sim::Estimate& usd) { return format_estimate(usd.value, usd.ci_low, usd.ci_high, "USD"); }

std::string refused_text(double share) { return share <= 0 ? "none" : format_percent(share); }

std::string percentile_text(const PlanStudy& plan) { return fmt::format("p{:g}", 100 * plan.goals.delay_quantile); }

double sampled_devices(const PlanStudy& plan) {
  double out = 0;
  for (const PlannedStratum& one : plan.strata) out += one.sampled;
  return out;
}

/// The choice that is no choice, but lacks least; null without any.
const PlannedHubs* nearest_failure(const PlannedPolicy& policy) {
  const PlannedHubs* out = nullptr;
  for (const PlannedHubs& one : policy.cheaper_choices) {
    if (one.tightest() == nullptr) continue;
    if (out == nullptr || one.tightest()->fullness() < out->tightest()->fullness()) out = &one;
  }
  return out;
}

/// "from $246.09 a month (g2_linux) to $2 583 (raw)".
std::string span_of_bills(const PlanStudy& plan) {
  const PlannedPolicy* least = nullptr;
  const PlannedPolicy* most = nullptr;
  for (const PlannedPolicy& one : plan.policies) {
    if (!one.bill || !std::isfinite(one.bill->usd.value)) continue;
    if (least == nullptr || one.bill->usd.value < least->bill->usd.value) least = &one;
    if (most == nullptr || one.bill->usd.value > most->bill->usd.value) most = &one;
  }
  if (least == nullptr) return "no choice of hubs holds this fleet under any policy";
  if (least == most) return plan_usd(least->bill->usd) + " a month under " + least->policy;
  return "from " + format_money(least->bill->usd.value) + " a month (" + least->policy + ") to " + format_money(most->bill->usd.value) + " (" + most->policy + ")";
}

std::string answer_of(const PlannedPolicy& policy) {
  std::string out = policy.policy + ": ";
  if (policy.is_impossible()) {
    out += "no choice of hubs holds this fleet";
    const PlannedHubs* nearest = nearest_failure(policy);
    return nearest == nullptr ? out + "." : out + "; " + nearest->says + " comes nearest and fails by " + nearest->fails_by + ".";
  }
  out += planned_hubs_text(policy) + ", " + plan_usd(policy.bill->usd) + " a month, of which " + plan_usd(policy.bill->security_usd) + " would not be there without security.";
  if (policy.at_upper_end) out += " With usage at the upper end of its intervals: " + policy.at_upper_end->says + ".";
  if (policy.impossible_at_upper_end) out += " With usage at the upper end of its intervals no choice of hubs holds this fleet.";
  return out;
}

std::string sentence_list(const std::vector<std::string>& sentences) {
  std::string items;
  for (const std::string& sentence : sentences) items += "<li>" + escape_html(sentence) + "</li>";
  return "<ul>" + items + "</ul></section>\n";
}

std::string plan_answer_row(const PlanStudy& plan, std::size_t place) {
  const PlannedPolicy& policy = plan.policies[place];
  std::string out = "<tr><th scope=\"row\">" + policy_label(place, policy.policy) + "</th>" + text_cell(planned_hubs_text(policy));
  if (policy.bill) {
    out += estimate_cell(policy.bill->usd, "USD") + number_cell(policy.stated_error ? "± " + format_percent(*policy.stated_error) : "–") +
           estimate_cell(policy.bill->security_usd, "USD");
  } else {
    out += number_cell("–") + number_cell("–") + number_cell("–");
  }
  if (policy.load) {
    const PlannedLoad& load = *policy.load;
    out += number_cell(format_duration(load.delay_seconds_quantile)) + number_cell(refused_text(load.refused_share)) +
           number_cell(format_duration(load.reconnect_seconds)) + number_cell(format_duration(load.twin_read_seconds));
  } else {
    out += number_cell("–") + number_cell("–") + number_cell("–") + number_cell("–");
  }
  const std::string upper = policy.impossible_at_upper_end ? "none fits" : policy.at_upper_end ? policy.at_upper_end->says : policy.choice ? "the same" : "";
  return out + text_cell(upper) + "</tr>";
}

}  // namespace

std::string planned_hubs_text(const PlannedPolicy& policy) {
  if (!policy.needs_hub) return "no hub";
  return policy.choice ? policy.choice->says : "none fits";
}

void append_plan_header(const PlanStudy& plan, std::string& out) {
  out += "<header class=\"top\"><div><h1>" + escape_html(title_of(plan)) + "</h1><div class=\"meta\">" + fact("study", "plan of hubs and bill") +
         fact("scenario", plan.scenario) + fact("fleet", format_number(plan.devices) + (plan.devices == 1 ? " device" : " devices")) +
         fact("month", days_text(plan.billing_days)) +
         fact("simulated", fmt::format("{} devices, {}", format_number(sampled_devices(plan)), days_text(plan.simulated_days))) +
         fact("runs", fmt::format("{} replication{}", plan.replications, plan.replications == 1 ? "" : "s")) + fact("seed", std::to_string(plan.seed)) +
         fact("prices", plan.price_book + (plan.prices_compiled.empty() ? "" : " of " + plan.prices_compiled)) + fact("commit", plan.commit) +
         fact("made", plan.created_utc) + "</div></div><button id=\"theme\" type=\"button\" hidden></button></header>\n";
}

void append_plan_answers(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> answers{format_number(plan.devices) + " devices: " + span_of_bills(plan) + "."};
  for (const PlannedPolicy& policy : plan.policies) answers.push_back(answer_of(policy));
  out += "<section class=\"card verdict\" aria-label=\"Answer\">" + sentence_list(answers);
  if (!plan.warnings.empty()) out += "<section class=\"card warnings\"><h3>To keep in mind</h3>" + sentence_list(plan.warnings);
}

void append_planned_policies(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) rows.push_back(plan_answer_row(plan, i));
  out += html_table(fmt::format("Goals: at most {} refused, {} of the delay at most {}, {} of every limit free, all devices of a hub back within {} after all lost their "
                                "connection. Brackets are 95 % intervals; the error is half of one, in parts of the bill.",
                                format_percent(plan.goals.max_refused), percentile_text(plan), format_duration(plan.goals.max_delay_seconds),
                                format_percent(plan.goals.headroom), format_duration(plan.goals.reconnect_within_seconds)),
                    {{"policy"},
                     {"cheapest hubs"},
                     {"bill a month", true},
                     {"error", true},
                     {"of it security", true},
                     {"delay " + percentile_text(plan), true},
                     {"refused", true},
                     {"reconnect", true},
                     {"last twin read", true},
                     {"at the upper end of usage"}},
                    rows, rows.size());
}

}  // namespace picket
