#include <algorithm>
#include <array>
#include <span>
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

/// The same of registrations at provisioning services.
constexpr std::array<std::pair<const char*, const char*>, 7> kRegistrationColumns{{
    {"begun", "registrations_total"},
    {"completed", "registrations_completed_total"},
    {"given up", "registrations_given_up_total"},
    {"requests", "registration_requests_total"},
    {"status polls", "registration_polls_total"},
    {"throttled", "registration_requests_throttled_total"},
    {"busiest minute", "registration_requests_busiest_minute"},
}};

std::string fault_cell(const std::string& text) { return "<td class=\"number\">" + escape_html(text) + "</td>"; }

std::string measure_cell(const sim::PolicyResult& policy, const char* name) {
  const auto found =
      std::find_if(policy.measures.begin(), policy.measures.end(), [name](const sim::Measure& m) { return m.name == name; });
  return found == policy.measures.end() ? fault_cell("–") : estimate_cell(found->estimate, "");
}

using MeasureColumns = std::span<const std::pair<const char*, const char*>>;

/// A row for each policy.
void append_measures(const HubView& view, const char* caption, MeasureColumns columns, std::string& out) {
  out += std::string("<div class=\"card scroll\"><table><caption>") + caption + "</caption><thead><tr><th scope=\"col\">policy</th>";
  for (const auto& [column, measure] : columns) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const sim::PolicyResult& policy : view.policies) {
    out += "<tr><th scope=\"row\">" + policy_label(view.study, policy.policy) + "</th>";
    for (const auto& [column, measure] : columns) out += measure_cell(policy, measure);
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

bool anybody_registered(const HubView& view) {
  for (const sim::PolicyResult& policy : view.policies) {
    for (const sim::Measure& measure : policy.measures) {
      if (measure.name == kRegistrationColumns.front().second && measure.estimate.value > 0) return true;
    }
  }
  return false;
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
  append_measures(view, "Connections at the hubs and deliveries in the whole measured period, mean over replications.",
                  kTroubleColumns, out);
  if (!anybody_registered(view)) return;
  append_measures(view, "Registrations at the provisioning service in the whole measured period, mean over replications.",
                  kRegistrationColumns, out);
}

}  // namespace picket
