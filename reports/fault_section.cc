#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {
namespace {

/// Column and measure.
constexpr std::array<std::pair<const char*, const char*>, 12> kTroubleColumns{{
    {"connects", "hub_connects_total"},
    {"throttled", "hub_connects_throttled_total"},
    {"refused", "hub_connects_refused_total"},
    {"hub down", "hub_connects_unavailable_total"},
    {"taken over", "hub_connections_taken_over_total"},
    {"busiest second", "hub_connects_busiest_second"},
    {"messages throttled", "hub_sends_throttled_total"},
    {"over quota", "hub_sends_over_quota_total"},
    {"accepted twice", "messages_duplicated_total"},
    {"read twice", "messages_copied_total"},
    {"read late", "messages_late_total"},
    {"held at the end", "messages_held_total"},
}};

std::string fault_cell(const std::string& text) { return "<td class=\"number\">" + escape_html(text) + "</td>"; }

std::string measure_cell(const sim::PolicyResult& policy, const char* name) {
  const auto found =
      std::find_if(policy.measures.begin(), policy.measures.end(), [name](const sim::Measure& m) { return m.name == name; });
  return found == policy.measures.end() ? fault_cell("–") : estimate_cell(found->estimate, "");
}

}  // namespace

void append_faults(const HubView& view, std::string& out) {
  if (view.study.faults.empty()) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Faults of the scenario, means over replications. From and until: simulated time "
      "since the measured period began.</caption><thead><tr><th scope=\"col\">fault</th><th scope=\"col\">kind</th>";
  for (const char* column : {"from", "until", "sites", "devices"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::FaultResult& f : view.study.faults) {
    out += "<tr><th scope=\"row\">" + escape_html(f.fault) + "</th><td>" + escape_html(words(f.kind)) + "</td>";
    out += fault_cell(format_duration(f.from_seconds)) + fault_cell(format_duration(f.until_seconds));
    out += fault_cell(f.sites > 0 ? format_number(f.sites) : "–") + fault_cell(format_number(f.devices)) + "</tr>";
  }
  out += "</tbody></table></div>\n";
  out +=
      "<div class=\"card scroll\"><table><caption>Connections at the hubs and deliveries in the whole measured period, mean over "
      "replications.</caption><thead><tr><th scope=\"col\">policy</th>";
  for (const auto& [column, measure] : kTroubleColumns) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::PolicyResult& policy : view.policies) {
    out += "<tr><th scope=\"row\">" + policy_label(view.study, policy.policy) + "</th>";
    for (const auto& [column, measure] : kTroubleColumns) out += measure_cell(policy, measure);
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
