#include <fmt/format.h>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string storm_row_cells(std::size_t place, const PlannedPolicy& policy) {
  const PlannedStorm& storm = *policy.storm;
  return "<tr><th scope=\"row\">" + policy_label(place, policy.policy) + "</th>" + number_cell(format_number(storm.devices)) + estimate_cell(storm.connections_lost, "") +
         estimate_cell(storm.back_share, "share") + estimate_cell(storm.reconnect_seconds_median, "s") + estimate_cell(storm.reconnect_seconds_95_percent, "s") +
         estimate_cell(storm.reconnect_seconds_99_percent, "s") + estimate_cell(storm.reconnect_seconds_longest, "s") + number_cell(format_duration(storm.reconnect_seconds_closed_form)) +
         estimate_cell(storm.connects_busiest_second, "1/s") + estimate_cell(storm.connects_throttled_per_connection, "") +
         estimate_cell(storm.sends_throttled_per_message, "") + estimate_cell(storm.messages_held_share, "share") + "</tr>";
}

}  // namespace

void append_planned_storm(const PlanStudy& plan, std::string& out) {
  std::vector<std::string> rows;
  const PlannedStorm* any = nullptr;
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    if (!plan.policies[i].storm) continue;
    any = &*plan.policies[i].storm;
    rows.push_back(storm_row_cells(i, plan.policies[i]));
  }
  if (any == nullptr) return;
  out += html_table(fmt::format("One of the chosen hubs with all of its devices is down for {} in the fleet's busiest hour; every client comes back as its preset does. Times are from the "
                                "moment the hub is there again. The choice of hubs keeps to the closed form, connections by the throttle's rate.",
                                format_duration(any->outage_seconds)),
                    {{"policy"},
                     {"devices of a hub", true},
                     {"connections", true},
                     {"back by the end", true},
                     {"half after", true},
                     {"95 % after", true},
                     {"99 % after", true},
                     {"last after", true},
                     {"closed form", true},
                     {"connects in a second", true},
                     {"refused for one", true},
                     {"refused for a message", true},
                     {"messages held", true}},
                    rows, kMostPlanRows, kPlanFile);
}

}  // namespace picket
