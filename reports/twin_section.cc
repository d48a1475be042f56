#include <algorithm>
#include <string>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

void append_twin_updates(const HubView& view, std::string& out) {
  const auto has_changes = [](const sim::PolicyResult& policy) { return policy.twin_updates.has_value(); };
  if (std::none_of(view.policies.begin(), view.policies.end(), has_changes)) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Changes of the agents' twins in the measured period, whole fleet, "
      "mean over replications.</caption><thead><tr><th scope=\"col\">policy</th>";
  for (const char* column : {"delivered", "applied", "refused", "reported back", "messages flushed",
                             "configuration errors"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::PolicyResult& policy : view.policies) {
    if (!policy.twin_updates) continue;
    const sim::TwinUpdates& twin = *policy.twin_updates;
    out += "<tr><th scope=\"row\">" + policy_label(view.study, policy.policy) + "</th>";
    for (const std::string& cell :
         {format_number(twin.delivered), format_number(twin.applied), format_number(twin.failed),
          format_bytes(twin.reported_bytes), format_number(twin.flushed_messages), format_number(twin.configuration_errors)}) {
      out += "<td class=\"number\">" + escape_html(cell) + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

namespace {

using OperationList = std::vector<sim::OperationResult> sim::PolicyResult::*;

void append_operation_table(const HubView& view, OperationList list, const char* caption, std::string& out) {
  const auto has_operations = [list](const sim::PolicyResult& policy) { return !(policy.*list).empty(); };
  if (std::none_of(view.policies.begin(), view.policies.end(), has_operations)) return;
  out += std::string("<div class=\"card scroll\"><table><caption>") + caption +
         "</caption><thead><tr><th scope=\"col\">policy</th><th scope=\"col\">operation</th>";
  for (const char* column :
       {"asked", "done", "refused", "lost on the way", "expired", "metered units of 4 KB", "mean delay in the throttle", "up", "down"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::PolicyResult& policy : view.policies) {
    for (const sim::OperationResult& row : policy.*list) {
      out += "<tr><th scope=\"row\">" + policy_label(view.study, policy.policy) + "</th><td>" + escape_html(row.operation) + "</td>";
      for (const std::string& cell :
           {format_number(row.asked_per_day), format_number(row.done_per_day), format_number(row.refused_per_day),
            format_number(row.lost_per_day), format_number(row.expired_per_day), format_number(row.blocks_per_day), format_duration(row.mean_delay_seconds),
            format_bytes(row.uplink_bytes_per_day), format_bytes(row.downlink_bytes_per_day)}) {
        out += "<td class=\"number\">" + escape_html(cell) + "</td>";
      }
      out += "</tr>";
    }
  }
  out += "</tbody></table></div>\n";
}

}  // namespace

void append_twin_operations(const HubView& view, std::string& out) {
  append_operation_table(view, &sim::PolicyResult::hub_operations,
                         "Operations on the agents' twins a day, whole fleet, mean over replications. "
                         "Each is metered, throttled and in the bill as messages are; what a throttle or the quota refuses is tried again.",
                         out);
}

void append_business_operations(const HubView& view, std::string& out) {
  append_operation_table(view, &sim::PolicyResult::business_operations,
                         "Operations of the fleet's own business a day, whole fleet, mean over replications. They use up the same quota and "
                         "throttles and are no cost of security; what a hub refuses is not tried again.",
                         out);
}

}  // namespace picket
