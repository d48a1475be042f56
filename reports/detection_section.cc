#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "reports/headline.h"
#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

using sim::DetectionResult;
using sim::Estimate;

struct Attack {
  std::string id;
  std::string title;
  std::vector<std::string> techniques;
  double deadline_seconds = 0;
};

std::vector<Attack> attacks_of(const std::vector<DetectionResult>& detections) {
  std::vector<Attack> attacks;
  for (const DetectionResult& d : detections) {
    const bool known = std::any_of(attacks.begin(), attacks.end(), [&](const Attack& a) { return a.id == d.attack; });
    if (!known) attacks.push_back({d.attack, d.title.empty() ? d.attack : d.title, d.techniques, d.deadline_seconds});
  }
  return attacks;
}

const DetectionResult* find_detection(const HubView& view, const std::string& attack, const std::string& policy) {
  const auto found = std::find_if(view.detections.begin(), view.detections.end(),
                                  [&](const DetectionResult& d) { return d.attack == attack && d.policy == policy; });
  return found == view.detections.end() ? nullptr : &*found;
}

std::string share(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", std::clamp(std::isfinite(x) ? x : 0.0, 0.0, 1.0));
  return text;
}

std::string percent_interval(const Estimate& estimate) {
  if (!estimate.ci_low || !estimate.ci_high) return "";
  std::string text = "[";
  text += format_number(100 * *estimate.ci_low) + ", " + format_percent(*estimate.ci_high);
  return text + "]";
}

/// The bar in a cell: the interval and, on it, the estimate.
std::string range_bar(const Estimate& estimate) {
  const double low = estimate.ci_low.value_or(estimate.value);
  const double high = estimate.ci_high.value_or(estimate.value);
  return "<span class=\"range\" style=\"--low:" + share(low) + ";--high:" + share(high) +
         "\" aria-hidden=\"true\"><i></i><b></b></span>";
}

std::string median_line(const sim::SurvivalResult& survival) {
  if (!survival.median_seconds) return "half: not reached";
  const Estimate& median = *survival.median_seconds;
  return "half within " + format_estimate(median.value, median.ci_low, median.ci_high, "s");
}

std::string line(const std::string& text) {
  return "<span class=\"line\">" + escape_html(text) + "</span>";
}

std::string detection_cell(const DetectionResult* detection) {
  if (!detection) return "<td>–</td>";
  const DetectionResult& d = *detection;
  const std::string evidence = "evidence " + format_percent(d.evidence_share.value);
  if (!d.measurable) {
    return "<td><div class=\"cell unknown\" style=\"--p:0\"><span class=\"big\">not measurable</span>" +
           line("deadline " + format_duration(d.deadline_seconds) + " lies beyond the run") + line(evidence) +
           "</div></td>";
  }
  const Estimate& p = d.detected_by_deadline;
  std::string cell = "<td><div class=\"cell\" style=\"--p:" + share(p.value) + "\"><span class=\"big\">" +
                     format_percent(p.value) + "</span> <span class=\"soft\">" + percent_interval(p) + "</span>" +
                     range_bar(p) + line(median_line(d.time_to_detect)) +
                     line(evidence + ", " + std::to_string(d.units) + " devices");
  if (d.runs_needed > 0) {
    cell += "<span class=\"tag\">+" + format_number(d.runs_needed) + " runs for ±10 %</span>";
  }
  return cell + "</div></td>";
}

void append_attack_row(const HubView& view, const Attack& attack, std::string& out) {
  std::string techniques;
  for (const std::string& technique : attack.techniques) techniques += (techniques.empty() ? "" : ", ") + technique;
  out += "<tr><th scope=\"row\">" + escape_html(attack.title) + "<span class=\"detail\">" + escape_html(attack.id) +
         (techniques.empty() ? "" : ", " + escape_html(techniques)) + "<br>deadline " +
         format_duration(attack.deadline_seconds) + "</span></th>";
  for (const sim::PolicyResult& policy : view.policies)
    out += detection_cell(find_detection(view, attack.id, policy.policy));
  out += "</tr>";
}

void append_missed(const HubView& view, std::string& out) {
  std::string rows;
  for (const DetectionResult& d : view.detections) {
    if (d.missed_because.empty()) continue;
    std::string reasons;
    for (const std::string& reason : d.missed_because) reasons += (reasons.empty() ? "" : "<br>") + escape_html(reason);
    rows += "<tr><th scope=\"row\">" + escape_html(d.title.empty() ? d.attack : d.title) + "</th><td>" +
            policy_label(view.study, d.policy) + "</td><td>" + reasons + "</td></tr>";
  }
  if (rows.empty()) return;
  out +=
      "<details class=\"card\"><summary>Where the evidence of missed attacks ended</summary><div class=\"scroll\">"
      "<table><thead><tr><th scope=\"col\">attack</th><th scope=\"col\">policy</th><th scope=\"col\">ended at</th>"
      "</tr></thead><tbody>" +
      rows + "</tbody></table></div></details>\n";
}

std::string curve_sentence(const HubView& view, const Attack& attack) {
  std::string text;
  for (const sim::PolicyResult& policy : view.policies) {
    const DetectionResult* d = find_detection(view, attack.id, policy.policy);
    if (!d) continue;
    const Estimate& p = d->time_to_detect.probability;
    text += policy.policy + " detects " + format_percent(p.value);
    if (p.ci_low) text.append(" ").append(percent_interval(p));
    text += ", " + median_line(d->time_to_detect) + ". ";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

void append_detection_matrix(const HubView& view, std::string& out) {
  if (view.detections.empty()) return;
  out +=
      "<div class=\"card scroll\"><table class=\"matrix\"><caption>Probability that an attacked device is detected "
      "by the attack's deadline, with its 95 % interval; undetected devices count to the end of the "
      "run.</caption><thead><tr><th scope=\"col\">attack</th>";
  for (const sim::PolicyResult& policy : view.policies) {
    out += "<th scope=\"col\">" + policy_label(view.study, policy.policy) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const Attack& attack : attacks_of(view.detections)) append_attack_row(view, attack, out);
  out += "</tbody></table></div>\n";
  append_missed(view, out);
}

void append_curves(const HubView& view, std::string& out) {
  const std::vector<Attack> attacks = attacks_of(view.detections);
  if (attacks.empty()) return;
  out += "<fieldset class=\"curve-switch\" hidden><label><input type=\"radio\" name=\"kind-" + view.hub +
         "\" value=\"detect\" checked> time to detect</label><label><input type=\"radio\" name=\"kind-" + view.hub +
         "\" value=\"evidence\"> time until its evidence arrived</label></fieldset><div class=\"grid curves\">";
  for (const Attack& attack : attacks) {
    append_figure({"curves", view.hub, attack.id, attack.title, curve_sentence(view, attack)}, out);
  }
  out += "</div>\n";
}

}  // namespace picket
