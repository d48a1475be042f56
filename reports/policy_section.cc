#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "reports/headline.h"
#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

using sim::Measure;
using sim::PolicyResult;

/// "payload 12 kB", "envelope 3 kB" below the total of the uplink, a line each.
std::string traffic_split(const PolicyResult& policy) {
  std::string lines;
  for (const Measure& measure : policy.measures) {
    const std::string_view part = traffic_part(measure.name);
    if (part.empty()) continue;
    lines += "<span class=\"ci\">" + escape_html(words(part)) + " " + format_bytes(measure.estimate.value) + "</span>";
  }
  return lines;
}

std::string headline_cell(const PolicyResult& policy, const Headline& headline) {
  const Measure* measure = find_measure(policy, headline.measure);
  if (!measure) return "<td class=\"number\">–</td>";
  std::string cell = estimate_cell(measure->estimate, display_unit(*measure));
  if (headline.measure != "uplink_bytes_per_device_day") return cell;
  constexpr std::string_view kCellEnd = "</td>";
  return cell.insert(cell.size() - kCellEnd.size(), traffic_split(policy));
}

std::string policy_heading(const HubView& view, const PolicyResult& policy) {
  std::string heading = "<th scope=\"row\">" + policy_label(view.study, policy.policy);
  if (policy.policy == view.study.reference_policy) heading += "<span class=\"reference\">reference</span>";
  const std::string& detail = policy.says.empty() ? policy.generation : policy.says;
  if (!detail.empty()) heading += "<span class=\"detail\">" + escape_html(detail) + "</span>";
  return heading + "</th>";
}

std::vector<std::string> all_measures(const std::vector<PolicyResult>& policies) {
  std::vector<std::string> names;
  for (const PolicyResult& policy : policies) {
    for (const Measure& measure : policy.measures) {
      if (std::find(names.begin(), names.end(), measure.name) == names.end()) names.push_back(measure.name);
    }
  }
  return names;
}

void append_all_measures(const HubView& view, std::string& out) {
  const std::vector<std::string> names = all_measures(view.policies);
  if (names.empty()) return;
  out += "<details class=\"card\"><summary>All " + std::to_string(names.size()) +
         " measures</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">measure</th>";
  for (const PolicyResult& policy : view.policies) {
    out += "<th scope=\"col\" class=\"number\">" + policy_label(view.study, policy.policy) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const std::string& name : names) {
    std::string says;
    std::string cells;
    for (const PolicyResult& policy : view.policies) {
      const Measure* measure = find_measure(policy, name);
      if (measure && says.empty()) says = measure->says;
      cells += measure ? estimate_cell(measure->estimate, display_unit(*measure)) : "<td class=\"number\">–</td>";
    }
    out += "<tr><th scope=\"row\">" + escape_html(words(name)) + "<span class=\"detail\">" + escape_html(says) +
           "</span></th>" + cells + "</tr>";
  }
  out += "</tbody></table></div></details>\n";
}

}  // namespace

void append_policy_table(const HubView& view, std::string& out) {
  if (view.policies.empty()) return;
  const std::vector<Headline> headlines = headlines_of(view.policies);
  const bool has_bill = std::any_of(view.policies.begin(), view.policies.end(),
                                    [](const PolicyResult& policy) { return !policy.bill.empty(); });
  const auto shown = [&](std::string_view name) {
    return std::any_of(headlines.begin(), headlines.end(), [&](const Headline& h) { return h.measure == name; });
  };
  // The bill gives the cost where the file has no measure of that name.
  const bool add_cost = has_bill && !shown("cost_usd_per_month");
  const bool add_detection = !view.detections.empty();

  out +=
      "<div class=\"card scroll\"><table class=\"policies\"><thead><tr><th scope=\"col\">policy</th>"
      "<th scope=\"col\">hub</th>";
  for (const Headline& headline : headlines) {
    out += "<th scope=\"col\" class=\"number\">" + escape_html(headline.title) + "</th>";
  }
  if (add_cost) out += "<th scope=\"col\" class=\"number\">cost per month</th>";
  if (add_detection) out += "<th scope=\"col\" class=\"number\">P(detect) by deadline, mean</th>";
  out += "</tr></thead><tbody>";
  for (const PolicyResult& policy : view.policies) {
    out += "<tr>" + policy_heading(view, policy) + "<td class=\"unbroken\">" + std::to_string(policy.units) + " × " +
           escape_html(policy.sku) + "</td>";
    for (const Headline& headline : headlines) out += headline_cell(policy, headline);
    if (add_cost) out += "<td class=\"number\">" + format_money(bill_total(policy)) + "</td>";
    if (add_detection) {
      const std::optional<double> mean = mean_detection(view.detections, policy.policy);
      out += "<td class=\"number\">" + (mean ? format_percent(*mean) : "–") + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
  append_all_measures(view, out);
}

}  // namespace picket
