#include <algorithm>
#include <string>
#include <vector>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {
namespace {

using sim::Estimate;
using sim::SurvivalResult;
using sim::WeaknessResult;

std::string plain_cell(const std::string& text) { return "<td class=\"number\">" + escape_html(text) + "</td>"; }

std::string percent_cell(const Estimate& share) {
  std::string text = format_percent(share.value);
  if (share.ci_low && share.ci_high) {
    text += " [" + format_number(100 * *share.ci_low) + ", " + format_percent(*share.ci_high) + "]";
  }
  return plain_cell(text);
}

/// The median, for half of the units have it or not.
std::string median_cell(const SurvivalResult& time) {
  if (!time.median_seconds) return plain_cell("under half");
  return estimate_cell(*time.median_seconds, "s");
}

std::string resolved_cells(const WeaknessResult& w) {
  if (!w.time_to_resolve) return plain_cell("0 of 0") + plain_cell("–");
  return plain_cell(std::to_string(w.time_to_resolve->events) + " of " + std::to_string(w.time_to_resolve->units)) +
         median_cell(*w.time_to_resolve);
}

std::string missed_cell(const WeaknessResult& w) {
  std::string text;
  for (const std::string& reason : w.missed_because) text += (text.empty() ? "" : ", ") + words(reason);
  return "<td>" + escape_html(text) + "</td>";
}

}  // namespace

void append_weaknesses(const HubView& view, std::string& out) {
  if (view.weaknesses.empty()) return;
  out +=
      "<div class=\"card scroll\"><table><caption>Labelled weaknesses and the recommendations that speak of them. Found: "
      "while it was there. Times to half of the devices; those never found count as not yet found at the end of the run. "
      "Resolved: of mended devices whose recommendation was active. Wrong: per device-day without the weakness."
      "</caption><thead><tr><th scope=\"col\">weakness</th><th scope=\"col\">policy</th>";
  for (const char* column : {"devices", "found", "late", "appears within", "resolved", "resolved within", "wrong"}) {
    out += std::string("<th scope=\"col\" class=\"number\">") + column + "</th>";
  }
  out += "<th scope=\"col\">missed because</th></tr></thead><tbody>";
  std::vector<std::string> kinds;
  for (const WeaknessResult& w : view.weaknesses) {
    if (std::find(kinds.begin(), kinds.end(), w.kind) == kinds.end()) kinds.push_back(w.kind);
  }
  for (const std::string& kind : kinds) {
    for (const WeaknessResult& w : view.weaknesses) {
      if (w.kind != kind) continue;
      out += "<tr><th scope=\"row\">" + escape_html(words(kind)) + "</th><td>" + policy_label(view.study, w.policy) + "</td>";
      out += plain_cell(std::to_string(w.units)) + percent_cell(w.found_share) + plain_cell(std::to_string(w.found_late));
      out += median_cell(w.time_to_appear) + resolved_cells(w);
      out += w.wrong_per_device_day ? estimate_cell(*w.wrong_per_device_day, "") : plain_cell("–");
      out += missed_cell(w) + "</tr>";
    }
  }
  out += "</tbody></table></div>\n";
}

}  // namespace picket
