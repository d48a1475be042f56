#include <algorithm>
#include <string>
#include <vector>

#include "reports/html.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sections.h"
#include "reports/waterfall.h"

namespace picket {
namespace {

using sim::DetectionResult;
using sim::MissedSteps;

/// Attacks in the order of the results.
std::vector<std::string> attacks_in(const std::vector<DetectionResult>& detections) {
  std::vector<std::string> attacks;
  for (const DetectionResult& d : detections) {
    if (std::find(attacks.begin(), attacks.end(), d.attack) == attacks.end()) attacks.push_back(d.attack);
  }
  return attacks;
}

std::string title_of(const DetectionResult& d) { return escape_html(d.title.empty() ? d.attack : d.title); }

std::string nearest_cell(const MissedSteps& m) {
  if (!m.nearest_rule.empty()) {
    return "<td>" + escape_html(m.nearest_rule) + "<span class=\"detail\">" + escape_html(m.condition) + "</span></td>";
  }
  return "<td class=\"soft\">" + std::string(m.reason == "no_rule_matched" ? "not looked for: picket why, or --explain-misses" : "") + "</td>";
}

std::string miss_row(const HubView& view, const DetectionResult& d, const MissedSteps& m, bool first) {
  return "<tr><th scope=\"row\">" + (first ? policy_label(view.study, d.policy) : std::string()) + "</th><td>" + escape_html(m.step) +
         "</td><td>" + escape_html(words(m.reason)) + "<span class=\"detail\">" + escape_html(words(m.ended_at)) +
         "</span></td><td class=\"number\">" + std::to_string(m.count) + " of " + std::to_string(m.steps) + "</td>" +
         estimate_cell(m.share, "share") + "<td>" + escape_html(m.example) + "<span class=\"detail\">replication " +
         std::to_string(m.example_replication) + "</span></td>" + nearest_cell(m) + "</tr>\n";
}

/// One attack: what each policy missed of it.
void append_attack(const HubView& view, const std::string& attack, std::string& out) {
  std::string rows;
  std::uint64_t missed = 0;
  std::string title;
  for (const DetectionResult& d : view.detections) {
    if (d.attack != attack) continue;
    title = title_of(d);
    for (const MissedSteps& m : d.missed_steps) {
      missed += m.count;
      rows += miss_row(view, d, m, &m == &d.missed_steps.front());
    }
  }
  if (rows.empty()) return;
  out += "<details class=\"card\"><summary>" + title + ": " + std::to_string(missed) +
         (missed == 1 ? " step missed" : " steps missed") +
         "</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">policy</th><th scope=\"col\">step</th>"
         "<th scope=\"col\">reason</th><th scope=\"col\" class=\"number\">missed</th>"
         "<th scope=\"col\" class=\"number\">share</th><th scope=\"col\">example</th>"
         "<th scope=\"col\">nearest rule</th></tr></thead><tbody>" +
         rows + "</tbody></table></div></details>\n";
}

double total_of(const DetectionResult::Parts& p) {
  return p.attack_seconds + p.agent_seconds + p.queue_seconds + p.reconnect_seconds + p.network_seconds + p.shaping_seconds +
         p.hub_seconds + p.pipeline_seconds;
}

std::string total_cell(const DetectionResult& d) {
  const auto total = std::find_if(d.delays.begin(), d.delays.end(), [](const sim::DelayResult& r) { return r.part == "total"; });
  if (total != d.delays.end()) return estimate_cell(total->mean_seconds, "s");
  return "<td class=\"number\">" + escape_html(format_duration(total_of(d.parts))) + "</td>";
}

}  // namespace

void append_misses(const HubView& view, std::string& out) {
  for (const std::string& attack : attacks_in(view.detections)) append_attack(view, attack, out);
}

void append_waterfalls(const HubView& view, std::string& out) {
  std::string rows;
  for (const std::string& attack : attacks_in(view.detections)) {
    bool first = true;
    for (const DetectionResult& d : view.detections) {
      if (d.attack != attack || d.parts.detected == 0) continue;
      const DetectionResult::Parts& p = d.parts;
      rows += "<tr><th scope=\"row\">" + (first ? title_of(d) : std::string()) + "</th><td>" + policy_label(view.study, d.policy) +
              "</td><td class=\"number\">" + std::to_string(p.detected) + "</td>" + total_cell(d) + "<td>" +
              waterfall({p.attack_seconds, p.agent_seconds, p.queue_seconds, p.reconnect_seconds, p.network_seconds,
                         p.shaping_seconds, p.hub_seconds, p.pipeline_seconds}) +
              "</td></tr>\n";
      first = false;
    }
  }
  if (rows.empty()) return;
  out += "<div class=\"card scroll\"><table><thead><tr><th scope=\"col\">attack</th><th scope=\"col\">policy</th>"
         "<th scope=\"col\" class=\"number\">detected</th><th scope=\"col\" class=\"number\">mean time to detect</th>"
         "<th scope=\"col\">of which</th></tr></thead><tbody>" +
         rows + "</tbody></table></div>\n";
}

}  // namespace picket
