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
      "mean over replications. Twin operations are counted, and neither carried by the lines nor billed."
      "</caption><thead><tr><th scope=\"col\">policy</th>";
  for (const char* column : {"delivered", "applied", "refused", "reported back", "metered units of 4 KB",
                             "messages flushed", "configuration errors"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::PolicyResult& policy : view.policies) {
    if (!policy.twin_updates) continue;
    const sim::TwinUpdates& twin = *policy.twin_updates;
    out += "<tr><th scope=\"row\">" + policy_label(view.study, policy.policy) + "</th>";
    for (const std::string& cell :
         {format_number(twin.delivered), format_number(twin.applied), format_number(twin.failed),
          format_bytes(twin.reported_bytes), format_number(twin.metered_units), format_number(twin.flushed_messages),
          format_number(twin.configuration_errors)}) {
      out += "<td class=\"number\">" + escape_html(cell) + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
