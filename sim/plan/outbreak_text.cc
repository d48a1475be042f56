#include "sim/plan/outbreak_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

using OutbreakCells = std::vector<std::string>;

std::string estimate_text(const IntervalEstimate& estimate, std::string_view unit) {
  const std::optional<double> low = estimate.interval ? std::optional(estimate.interval->low) : std::nullopt;
  const std::optional<double> high = estimate.interval ? std::optional(estimate.interval->high) : std::nullopt;
  return picket::format_estimate(estimate.value, low, high, unit);
}

/// "messages" are counted in messages: their name says it.
std::string_view shown_unit(const OutbreakQuantity& quantity) { return quantity.name == quantity.unit ? "" : quantity.unit; }

std::string quantities_table(const PlanResult& result, const TableOptions& options) {
  std::vector<OutbreakCells> rows;
  for (const PolicyPlan& plan : result.policies) {
    if (!plan.outbreak) continue;
    for (const OutbreakQuantity& quantity : plan.outbreak->extra) {
      if (quantity.extra.value == 0) continue;
      rows.push_back({plan.policy, words(quantity.name), estimate_text(quantity.extra, shown_unit(quantity))});
    }
    for (const OutbreakLine& line : plan.outbreak->lines) {
      if (line.usd.value != 0) rows.push_back({plan.policy, "bill: " + words(line.line), estimate_text(line.usd, "USD")});
    }
  }
  if (rows.empty()) return "  it adds nothing\n";
  return render_table({{"policy", "", Align::kLeft}, {"an outbreak adds", "", Align::kLeft}, {"in all", "", Align::kRight}}, rows, options);
}

}  // namespace

std::string outbreak_words(const PlanOutbreak& outbreak) {
  return fmt::format("{} of the {} are infected by {} ({}), for {} each; their number doubles every {} at first", picket::format_percent(outbreak.share),
                     outbreak.device_class.empty() ? "devices" : "devices of class " + outbreak.device_class, outbreak.attack, outbreak.title,
                     picket::format_duration(outbreak.lasts_days * 86'400), picket::format_duration(outbreak.doubling_seconds));
}

std::string outbreak_verdict(const OutbreakCost& cost) {
  if (!cost.on_plan) return cost.needed ? "the plan has no hubs; " + choice_text(*cost.needed) + " would keep to the goals" : "no hub is wanted, or none fits";
  if (cost.holds()) {
    const LimitUse& tightest = cost.on_plan->tightest();
    return fmt::format("{} holds: {} used to {}", choice_text(*cost.on_plan), to_string(tightest.kind), picket::format_percent(tightest.share()));
  }
  std::string out = fmt::format("{} does not keep to the goals: {}", choice_text(*cost.on_plan), why_not(*cost.on_plan));
  if (cost.busiest_day_refused > 0) out += fmt::format("; {} of the busiest day are refused by the quota", picket::format_percent(cost.busiest_day_refused));
  if (!cost.needed) return out + "; no choice of hubs would";
  return out + fmt::format("; {} would, for {} a month more", choice_text(*cost.needed), picket::format_money(std::max(0.0, cost.needed->usd_per_month - cost.on_plan->usd_per_month)));
}

std::string outbreak_text(const PlanResult& result, const TableOptions& options) {
  if (!result.outbreak) return {};
  std::string out = "an outbreak: " + outbreak_words(*result.outbreak) + "\n";
  std::vector<OutbreakCells> rows;
  std::string verdicts;
  for (const PolicyPlan& plan : result.policies) {
    if (!plan.outbreak) continue;
    const OutbreakCost& cost = *plan.outbreak;
    OutbreakCells row{plan.policy, picket::format_number(cost.infected), estimate_text(cost.usd, "USD")};
    if (cost.on_plan) {
      row.push_back(cost.holds() ? "hold" : "do not hold");
      row.push_back(picket::format_duration(cost.load.delay_seconds_quantile));
      row.push_back(cost.load.refused_share() <= 0 ? "none" : picket::format_percent(cost.load.refused_share()));
    }
    rows.push_back(std::move(row));
    verdicts += fmt::format("  {}: {}\n", plan.policy, outbreak_verdict(cost));
    for (const std::string& stratum : cost.untouched) verdicts += fmt::format("  {}: of {} no simulated device was hit, so it adds nothing\n", plan.policy, stratum);
  }
  out += render_table({{"policy", "", Align::kLeft},
                       {"infected", "", Align::kRight},
                       {"adds to the bill", "", Align::kRight},
                       {"plan's hubs", "", Align::kLeft},
                       {fmt::format("delay p{:g}", 100 * result.goals.delay.delay_quantile), "", Align::kRight},
                       {"refused", "", Align::kRight}},
                      rows, options);
  out += verdicts;
  return out + quantities_table(result, options);
}

void append_outbreak_methods(const PlanOutbreak& outbreak, std::vector<std::string>& out) {
  out.push_back(fmt::format("Outbreak, simulated: the same devices, lives and lines once more with {} of the sampled ones of each stratum infected at one moment, for {}; what "
                            "they use beyond the run without them is paired by replication.",
                            picket::format_percent(outbreak.sampled_share), picket::format_duration(outbreak.lasts_days * 86'400)));
  out.push_back(fmt::format("Outbreak, extrapolated: an infected device's extra use times the infected devices of the fleet ({} of those that can be hit); in closed form: "
                            "infections over time as logistic growth, and what they ask of the hubs on top of ordinary life.",
                            picket::format_percent(outbreak.share)));
  out.push_back("Outbreak, our own estimates: the share infected, how long devices stay so, and the share of the sample; the doubling time is Mirai's if nothing else is "
                "said. Cleaning, restarts and updates that people answer with are not in it, nor what models of peers would make of another share.");
  for (const std::string& stratum : outbreak.strata_without) out.push_back("Outbreak: " + stratum + " has no device that the attack hits.");
}

}  // namespace picket::sim
