#include <algorithm>
#include <string>
#include <vector>

#include "reports/energy_rows.h"
#include "reports/html.h"
#include "reports/marks.h"
#include "reports/sections.h"

namespace picket {

void append_energy(const HubView& view, std::string& out) {
  std::vector<std::string> classes;
  for (const sim::PolicyResult& policy : view.policies) {
    for (const EnergyRow& row : energy_rows(policy)) {
      if (std::find(classes.begin(), classes.end(), row.device_class) == classes.end()) classes.push_back(row.device_class);
    }
  }
  if (classes.empty()) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Joules per device-day that the radio draws for the security agent beyond its sleep, as if "
      "nothing else kept it awake; queues and retransmission timers are not counted. Waiting: for answers, and until the radio lets go of its connection. Battery: days "
      "of its life that this costs.</caption><thead><tr><th scope=\"col\">class</th><th scope=\"col\">policy</th>";
  for (const char* column : {"energy", "of it waiting", "battery life lost"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "</tr></thead><tbody>";
  const auto cell = [](const sim::Measure* measure, const char* otherwise) {
    if (measure == nullptr) return std::string("<td class=\"number\">") + otherwise + "</td>";
    return estimate_cell(measure->estimate, measure->unit);
  };
  for (const std::string& name : classes) {
    for (const sim::PolicyResult& policy : view.policies) {
      for (const EnergyRow& row : energy_rows(policy)) {
        if (row.device_class != name) continue;
        out += "<tr><th scope=\"row\">" + escape_html(name) + "</th><td>" + policy_label(view.study, policy.policy) + "</td>";
        out += cell(row.energy, "–") + cell(row.held, "–") + cell(row.life_lost, "on mains") + "</tr>";
      }
    }
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
