#include "sim/plan/plan_result.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/number_format.h"
#include "sim/plan/outbreak_text.h"
#include "sim/plan/storm_text.h"

namespace picket::sim {

std::optional<double> stated_error(const PolicyPlan& plan) {
  const IntervalEstimate& usd = plan.bill.usd;
  if (plan.is_impossible() || !usd.interval || usd.value <= 0) return std::nullopt;
  return std::max(usd.interval->high - usd.value, usd.value - usd.interval->low) / usd.value;
}

std::optional<double> stated_error(const PlanResult& result) {
  std::optional<double> out;
  for (const PolicyPlan& plan : result.policies) {
    if (const std::optional<double> one = stated_error(plan)) out = std::max(out.value_or(0), *one);
  }
  return out;
}

std::string replications_text(std::uint32_t replications) { return fmt::format("{} replication{}", replications, replications == 1 ? "" : "s"); }

std::vector<std::string> plan_methods(const PlanResult& result) {
  std::vector<std::string> out;
  double sampled = 0;
  for (const PlanStratum& stratum : result.strata) sampled += stratum.sampled;
  if (result.of_run.empty()) {
    out.push_back(fmt::format("Simulated: {} devices in {} strat{}, {} after {} of warm-up, {}, ordinary life without the scenario's "
                              "attacks, weaknesses and faults, on hubs without limits.",
                              picket::format_number(sampled), result.strata.size(), result.strata.size() == 1 ? "um" : "a", picket::days_text(result.simulated_days),
                              picket::days_text(result.warm_up_days), replications_text(result.replications)));
  } else {
    out.push_back(fmt::format("Simulated before: the whole fleet of {} devices for {}, {}, with what was in the scenario ({}).", picket::format_number(sampled),
                              picket::days_text(result.simulated_days), replications_text(result.replications), result.of_run));
  }
  out.push_back(fmt::format("Extrapolated: volumes to {} devices by the weight of each stratum, and to {} as every simulated day's mean (Cochran 1977, chapter 5; "
                            "intervals from the variance between replications within strata).",
                            picket::format_number(result.devices), picket::days_text(result.billing_days)));
  if (result.drawn_for_restarts > 0) {
    out.push_back(fmt::format("The hubs' operation records are moved by what the sample had too many or too few restarts, as {} devices a replication have them of which only "
                              "restarts are drawn (double sampling for regression, Cochran 1977, chapter 12).",
                              picket::format_number(result.drawn_for_restarts)));
  }
  out.push_back("The intervals are about the expected month of such a fleet; a single month, with its own devices and lines, scatters around it.");
  if (result.shares_cells && result.of_run.empty()) {
    out.push_back("Cells that sites share: those of the sample have as much uplink for each device as the fleet's have on average; which groups of the "
                  "fleet meet in a cell is not in it.");
  }
  out.push_back("In closed form: what the throttle does to the simulated days' demand, the time N / rate in which all devices of a hub are back after a reconnect, "
                "breaking points (every limit grows in proportion to the fleet), and break-even.");
  if (std::string storm = storm_method(result); !storm.empty()) out.push_back(std::move(storm));
  const ThrottleDepths& depths = result.goals.shaping;
  out.push_back(fmt::format("Not published, and our estimate: the throttle lets pass {:g} s of its rate at once, holds {:g} s of it in its queue, and nothing longer than "
                            "{:g} s; the delay and what the throttle refuses rest on these.",
                            depths.burst_seconds, depths.queue_seconds, depths.wait_seconds));
  if (result.outbreak) append_outbreak_methods(*result.outbreak, out);
  const bool has_storm = std::any_of(result.policies.begin(), result.policies.end(), [](const PolicyPlan& plan) { return plan.storm.has_value(); });
  out.push_back(fmt::format("{}: refusals that clients answer with more load, devices that send at the same moment but for the reconnect, {}.",
                            has_storm ? "Not in the choice of hubs" : "Not in it",
                            result.outbreak          ? "faults, and attacks other than the outbreak"
                            : result.of_run.empty() ? "faults and attacks"
                                                    : "faults and attacks that those runs had not"));
  return out;
}

std::string choice_text(const HubChoice& choice) {
  const std::string size = fmt::format("{} x {} unit{}", to_string(choice.sku), choice.units, choice.units == 1 ? "" : "s");
  return choice.hubs == 1 ? size : fmt::format("{} hubs of {}", choice.hubs, size);
}

std::string why_not(const HubChoice& choice) {
  std::vector<LimitUse> uses(choice.uses.begin(), choice.uses.end());
  std::stable_sort(uses.begin(), uses.end(), [](const LimitUse& a, const LimitUse& b) { return a.share() > b.share(); });
  std::string out;
  for (const LimitUse& use : uses) {
    if (use.fits()) continue;
    const std::string_view unit = unit_of(use.kind);
    const std::string used = use.kind == HubLimitKind::kReconnect ? picket::format_duration(use.used) : picket::format_number(use.used);
    const std::string limit = use.kind == HubLimitKind::kReconnect ? picket::format_duration(use.limit)
                                                                   : picket::format_number(use.limit) + (unit.empty() ? "" : " " + std::string(unit));
    out += fmt::format("{}{}: {} of {}, {:.0f} %", out.empty() ? "" : "; ", to_string(use.kind), used, limit, 100 * use.share());
  }
  return out;
}

std::string break_even_text(const PolicyBreakEven& pair, double most_devices) {
  const BreakEvens& compared = pair.compared;
  std::string out;
  for (const BreakEven& one : compared.at) {
    out += fmt::format("{}from {} devices on {} is cheaper", out.empty() ? "" : ", ", picket::format_number(one.devices), one.first_is_cheaper ? pair.first : pair.second);
  }
  if (compared.at.empty()) {
    const std::string sizes = fmt::format("at every size up to {}", picket::format_number(compared.up_to_devices));
    out = compared.first_is_cheaper ? fmt::format("{} is cheaper {}{}", *compared.first_is_cheaper ? pair.first : pair.second,
                                                  compared.equal_somewhere ? "or costs the same " : "", sizes)
                                    : "the same bill " + sizes;
  }
  if (compared.up_to_devices < most_devices) out += fmt::format("; beyond {} devices no hubs hold one of them", picket::format_number(compared.up_to_devices));
  return out;
}

}  // namespace picket::sim
