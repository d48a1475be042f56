#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "reports/headline.h"
#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

using sim::Estimate;
using sim::Measure;
using sim::PolicyResult;

const PolicyResult* reference_of(const HubView& view) {
  const auto found = std::find_if(view.policies.begin(), view.policies.end(), [&](const PolicyResult& policy) {
    return policy.policy == view.study.reference_policy;
  });
  return found == view.policies.end() ? nullptr : &*found;
}

std::string signed_text(std::string text, double value) {
  if (value > 0) text.insert(text.begin(), '+');
  return text;
}

/// Bold where the interval leaves out 0; "~" marks a difference that may be none.
std::string difference_cell(const Measure* measure, double reference) {
  if (!measure || !measure->difference) return "<td class=\"number\">–</td>";
  const Estimate& d = *measure->difference;
  std::string text = escape_html(signed_text(format_with_unit(d.value, display_unit(*measure)), d.value));
  if (d.ci_low && d.ci_high) {
    const bool clear = *d.ci_low > 0 || *d.ci_high < 0;
    text = clear ? "<b>" + text + "</b>" : "~ " + text;
  }
  if (reference != 0 && std::isfinite(d.value / reference)) {
    text +=
        " <span class=\"unit\">(" + signed_text(format_percent(d.value / std::fabs(reference)), d.value) + ")</span>";
  }
  const std::string interval = format_interval(d.value, d.ci_low, d.ci_high, display_unit(*measure));
  if (!interval.empty()) text += "<span class=\"ci\">" + escape_html(interval) + "</span>";
  return "<td class=\"number\">" + text + "</td>";
}

}  // namespace

void append_differences(const HubView& view, std::string& out) {
  const PolicyResult* reference = reference_of(view);
  if (!reference || view.policies.size() < 2) return;
  std::string rows;
  for (const Measure& measure : reference->measures) {
    std::string cells;
    bool any = false;
    for (const PolicyResult& policy : view.policies) {
      if (&policy == reference) continue;
      const Measure* other = find_measure(policy, measure.name);
      any = any || (other && other->difference);
      cells += difference_cell(other, measure.estimate.value);
    }
    if (!any) continue;
    rows += "<tr><th scope=\"row\">" + escape_html(words(measure.name)) + "</th><td class=\"number\">" +
            escape_html(format_with_unit(measure.estimate.value, display_unit(measure))) + "</td>" + cells + "</tr>";
  }
  if (rows.empty()) return;
  append_figure({"differences", view.hub, "", "Differences to " + reference->policy,
                 "Paired differences over replications that share their random numbers, in per cent of the reference, "
                 "with 95 % intervals; those that cross 0 may be no difference."},
                out);
  out +=
      "<details class=\"card\"><summary>All differences</summary><div class=\"scroll\"><table><caption>Bold: the 95 % "
      "interval leaves out 0. ~: it does not.</caption><thead><tr><th scope=\"col\">measure</th>"
      "<th scope=\"col\" class=\"number\">" +
      policy_label(view.study, reference->policy) + "</th>";
  for (const PolicyResult& policy : view.policies) {
    if (&policy != reference)
      out += "<th scope=\"col\" class=\"number\">" + policy_label(view.study, policy.policy) + "</th>";
  }
  out += "</tr></thead><tbody>" + rows + "</tbody></table></div></details>\n";
}

}  // namespace picket
