#include <string>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

void append_calibration(const HubView& view, std::string& out) {
  if (view.study.calibration.empty()) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Thresholds by policy and model. Rates are alerts per 1,000 "
      "device-days of that life, with their upper bound at 95 % (Poisson); where the exposure is below 3 / budget the "
      "threshold goes beyond it by a generalised Pareto tail.</caption><thead><tr><th scope=\"col\">policy</th>"
      "<th scope=\"col\">model</th>";
  for (const char* column : {"alerts above", "budget", "seen", "at most", "device-days"})
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  out += "</tr></thead><tbody>";
  for (const sim::CalibrationResult& c : view.study.calibration) {
    const double seen = c.device_days > 0 ? static_cast<double>(c.alerts) / c.device_days * 1'000 : 0;
    out += "<tr><th scope=\"row\">" + policy_label(view.study, c.policy) + "</th><td>" + escape_html(c.model) + "</td>";
    for (const std::string& cell :
         {format_number(c.threshold) + " " + c.unit, format_number(c.budget_per_1000_device_days),
          c.extrapolated ? std::string("extrapolated") : format_number(seen),
          format_number(c.upper_bound_per_1000_device_days), format_number(c.device_days)}) {
      out += "<td class=\"number\">" + escape_html(cell) + "</td>";
    }
    out += "</tr>";
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
