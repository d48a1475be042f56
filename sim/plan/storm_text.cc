#include "sim/plan/storm_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

const StormOutcome* first_storm(const PlanResult& result) {
  const auto found = std::find_if(result.policies.begin(), result.policies.end(), [](const PolicyPlan& plan) { return plan.storm.has_value(); });
  return found == result.policies.end() ? nullptr : &*found->storm;
}

std::string or_none(double value, std::string text) { return value > 0 ? std::move(text) : "none"; }

std::vector<std::string> storm_row(const PolicyPlan& plan) {
  const StormOutcome& storm = *plan.storm;
  const auto duration = [](const IntervalEstimate& seconds) { return picket::format_duration(seconds.value); };
  return {plan.policy,
          choice_text(*plan.choice),
          picket::format_number(storm.devices),
          picket::format_number(std::round(storm.connections_lost.value)),
          picket::format_percent(storm.back_share.value),
          duration(storm.median_seconds),
          duration(storm.seconds_95_percent),
          duration(storm.seconds_99_percent),
          duration(storm.longest_seconds),
          picket::format_duration(storm.closed_form_seconds),
          picket::format_number(std::round(storm.connects_busiest_second.value)),
          or_none(storm.connects_throttled.value, fmt::format("{:.2g}", storm.connects_throttled.value)),
          or_none(storm.sends_throttled.value, fmt::format("{:.2g}", storm.sends_throttled.value))};
}

}  // namespace

std::string storm_text(const PlanResult& result, const TableOptions& options) {
  const StormOutcome* const any = first_storm(result);
  if (any == nullptr) return {};
  std::vector<std::vector<std::string>> rows;
  for (const PolicyPlan& plan : result.policies) {
    if (plan.storm) rows.push_back(storm_row(plan));
  }
  return fmt::format("storm: a hub is down for {} in the busiest hour, and its whole fleet comes back\n", picket::format_duration(any->outage_seconds)) +
         render_table({{"policy", "", Align::kLeft},
                       {"hubs", "", Align::kLeft},
                       {"devices of one", "", Align::kRight},
                       {"connections", "", Align::kRight},
                       {"back", "", Align::kRight},
                       {"half after", "", Align::kRight},
                       {"95 % after", "", Align::kRight},
                       {"99 % after", "", Align::kRight},
                       {"last after", "", Align::kRight},
                       {"closed form", "", Align::kRight},
                       {"connects in a second", "", Align::kRight},
                       {"refused for one", "", Align::kRight},
                       {"refused for a message", "", Align::kRight}},
                      rows, options);
}

std::string storm_method(const PlanResult& result) {
  const StormOutcome* const any = first_storm(result);
  if (any == nullptr) return {};
  return fmt::format("Simulated whole: one of the chosen hubs with all of its devices for {} from the busiest hour on, {}; the hub is down for {}, and clients come back as their preset "
                     "does. 'Refused' are tries that the throttle refused, for each lost connection and for each message.",
                     picket::format_duration(any->simulated_seconds), replications_text(any->replications), picket::format_duration(any->outage_seconds));
}

}  // namespace picket::sim
