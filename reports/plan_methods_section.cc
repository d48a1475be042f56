#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"
#include "sim/statistics/interval_estimate.h"

namespace picket {

namespace {

/// "kiosk, 87 %": the stratum from which most of the interval comes.
std::string widest_stratum(const PlannedUsage& usage) {
  const std::pair<std::string, double>* most = nullptr;
  for (const auto& one : usage.variance_share) {
    if (std::isfinite(one.second) && one.second > 0 && (most == nullptr || one.second > most->second)) most = &one;
  }
  return most == nullptr ? "–" : most->first + ", " + format_percent(most->second);
}

std::string plan_design_text(const PlanStudy& plan) {
  const std::string policies = plan.policies.size() == 1 ? "policy" : "policies";
  std::vector<std::string> names;
  for (const PlannedPolicy& policy : plan.policies) names.push_back(policy.policy);
  std::string listed;
  for (std::size_t i = 0; i < names.size(); ++i) listed += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return fmt::format("We planned hubs and bill for {} devices of the scenario {} with Picket {} (commit {}) under the {} {}, at the prices of {} ({}).", format_number(plan.devices),
                     plan.scenario, plan.version, plan.commit, policies, listed, plan.price_book, plan.prices_compiled);
}

std::string joined_sentences(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& one : sentences) out += (out.empty() ? "" : " ") + one;
  return out;
}

std::string plan_random_text(const PlanStudy& plan) {
  return fmt::format("{} independent replication{}, seed {}. Randomness is keyed by seed, replication, entity and purpose, so that in one replication the same devices behave the same "
                     "under every policy.",
                     plan.replications, plan.replications == 1 ? "" : "s", plan.seed);
}

std::string plan_statistics_text() {
  return "The replication is the unit of inference, and intervals are two-sided 95 %. Those of quantities are of a stratified sample: Student's t on the variance between replications "
         "within strata, with the degrees of freedom that the strata together have. That of a bill is Student's around the bill of the mean usage, from the bills of the replications on "
         "the same hubs, as free volumes and commitments bend a bill where usage is straight. With fewer than five replications there are none. The hubs are those of the mean usage; "
         "which they would be at the upper end of the usage's intervals is said beside them. Breaking points and break-even follow from the mean usage and have no interval.";
}

std::string plan_threats_text(const PlanStudy& plan) {
  std::string out =
      "The plan holds for this fleet, its behaviour models and these prices; many of them are estimates, which the scenario, the price book and the tables above mark. Intervals show the "
      "chance of the simulation and of the sample, not the uncertainty of the model; what single numbers do is in the section on what moves the bill. Delay and refusals rest on depths of "
      "the throttle that nobody publishes. The busiest step is that of the simulated days, and of few devices a little too busy. Another fleet size keeps the mix of groups. Not in it are "
      "faults, outbreaks, clients that answer refusals with more load, many devices that send at the same moment but for the reconnect, and hubs of different sizes or regions.";
  if (plan.simulated_days < 7) out += " Fewer than seven simulated days do not show every day of the week.";
  if (plan.replications < sim::kMinReplicationsForInterval) out += " With so few replications nothing here separates a difference from chance.";
  return out;
}

}  // namespace

void append_planned_sample(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> strata;
  for (const PlannedStratum& one : plan.strata) {
    strata.push_back("<tr><th scope=\"row\">" + escape_html(one.name) + "</th>" + number_cell(format_number(one.devices)) + number_cell(format_number(one.sampled)) +
                     number_cell(one.sampled > 0 ? format_number(one.devices / one.sampled) : "–") + "</tr>");
  }
  std::vector<std::string> usage;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    for (const PlannedUsage& one : plan.policies[i].usage) {
      if (one.total.value == 0) continue;  // the policy uses nothing of it
      usage.push_back("<tr><td>" + policy_label(i, plan.policies[i].policy) + "</td>" + text_cell(words(one.name)) + estimate_cell(one.total, one.unit) +
                      text_cell(widest_stratum(one)) + "</tr>");
    }
  }
  if (strata.empty() && usage.empty()) return;
  if (!plan.of_run.empty()) out += "<p class=\"soft\">The runs of " + escape_html(plan.of_run) + " were taken; nothing was simulated for the plan.</p>\n";
  if (!strata.empty()) {
    out += html_table(fmt::format("Simulated: {} after {} of warm-up, in {} replications. Extrapolated to {} devices and {}.", days_text(plan.simulated_days), days_text(plan.warm_up_days),
                                  plan.replications, format_number(plan.devices), days_text(plan.billing_days)),
                      {{"stratum"}, {"devices", true}, {"simulated", true}, {"each stands for", true}}, strata, kMostPlanRows, kPlanFile);
  }
  if (!usage.empty()) {
    out += folded_table("What the whole fleet uses, with the interval of the extrapolation",
                        "Totals of all strata by weight, with their 95 % interval and the stratum that most of the variance comes from: more devices of it narrow the interval most.",
                        {{"policy"}, {"quantity"}, {"whole fleet", true}, {"variance, most of it from"}}, usage, kMostPlanRows, kPlanFile);
  }
}

void append_plan_methods(const PlanStudy& plan, std::string& out) {
  out += "<div class=\"card\">";
  const auto paragraph = [&](const char* title, const std::string& text) { out += fmt::format("<h3>{}</h3><p>{}</p>", title, escape_html(text)); };
  paragraph("Design", plan_design_text(plan) + " " + joined_sentences(plan.methods));
  paragraph("Randomness", plan_random_text(plan));
  paragraph("Statistics", plan_statistics_text());
  paragraph("Threats to validity", plan_threats_text(plan));
  out += "<h3>Repeat</h3><pre class=\"command\">" + escape_html(plan.repeat_command) + "</pre><dl class=\"facts\">";
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("<dt>{}</dt><dd><code>{}</code></dd>", name, escape_html(value));
  };
  row("scenario file", plan.scenario_path);
  row("runs of", plan.of_run);
  row("price book", plan.price_book);
  row("prices compiled", plan.prices_compiled);
  row("seed", std::to_string(plan.seed));
  row("commit", plan.commit);
  row("version", plan.version);
  row("plan", plan.study_id);
  row("made", plan.created_utc);
  out += "</dl></div>\n";
}

}  // namespace picket
