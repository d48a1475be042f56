#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "reports/headline.h"
#include "reports/html.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

using sim::PolicyResult;

struct Extremes {
  std::string least;
  double least_value = 0;
  std::string most;
  double most_value = 0;
};

template <class ValueOf>
Extremes extremes(const std::vector<PolicyResult>& policies, ValueOf value_of) {
  Extremes result;
  for (const PolicyResult& policy : policies) {
    const double value = value_of(policy);
    if (result.least.empty() || value < result.least_value) {
      result.least = policy.policy;
      result.least_value = value;
    }
    if (result.most.empty() || value > result.most_value) {
      result.most = policy.policy;
      result.most_value = value;
    }
  }
  return result;
}

double traffic_of(const PolicyResult& policy) {
  double sum = 0;
  for (const sim::Measure& measure : policy.measures) {
    if (!traffic_part(measure.name).empty()) sum += measure.estimate.value;
  }
  return sum;
}

bool any_bill(const HubView& view) {
  return std::any_of(view.policies.begin(), view.policies.end(), [](const PolicyResult& p) { return !p.bill.empty(); });
}

std::string bill_sentence(const HubView& view) {
  const Extremes e = extremes(view.policies, bill_total);
  return "Cheapest is " + e.least + " at " + format_money(e.least_value) + " a month, dearest " + e.most + " at " +
         format_money(e.most_value) + ".";
}

std::string timeline_sentence(const HubView& view) {
  std::string text =
      "One replication. Shaded: attacks, and faults in grey. Solid lines: alerts on attacked devices; dotted: false alerts. ";
  for (const PolicyResult& policy : view.policies) {
    const auto count = [&](std::string_view kind) {
      return std::to_string(std::count_if(policy.marks.begin(), policy.marks.end(),
                                          [&](const sim::TimelineMark& mark) { return mark.kind == kind; }));
    };
    text += policy.policy + ": " + count("alert") + " and " + count("false_alert") + " drawn. ";
  }
  text += "At most the first 300 of a policy are. ";
  text.pop_back();
  return text;
}

struct Part {
  std::string_view name;
  double sim::DetectionResult::Parts::*seconds;
};

constexpr std::array<Part, 8> kParts{{{"before the decisive event", &sim::DetectionResult::Parts::attack_seconds},
                                      {"waiting in the agent", &sim::DetectionResult::Parts::agent_seconds},
                                      {"queueing on the device", &sim::DetectionResult::Parts::queue_seconds},
                                      {"reconnecting", &sim::DetectionResult::Parts::reconnect_seconds},
                                      {"on the network", &sim::DetectionResult::Parts::network_seconds},
                                      {"in the hub's throttle", &sim::DetectionResult::Parts::shaping_seconds},
                                      {"in the hub", &sim::DetectionResult::Parts::hub_seconds},
                                      {"in the pipeline", &sim::DetectionResult::Parts::pipeline_seconds}}};

/// The largest part of the mean time to detect of one policy over all attacks.
std::string delay_sentence(const HubView& view) {
  std::string text;
  for (const PolicyResult& policy : view.policies) {
    std::array<double, kParts.size()> sums{};
    double detected = 0;
    for (const sim::DetectionResult* d : detections_of(view.detections, policy.policy)) {
      detected += d->parts.detected;
      for (std::size_t i = 0; i < kParts.size(); ++i) sums[i] += d->parts.*kParts[i].seconds * d->parts.detected;
    }
    if (detected == 0) continue;
    double total = 0;
    for (const double sum : sums) total += sum / detected;
    const std::size_t largest = static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
    text += policy.policy + ": " + format_duration(total) + ", most of it " + std::string(kParts[largest].name) + " (" +
            format_duration(sums[largest] / detected) + "). ";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace

void append_traffic_plot(const HubView& view, std::string& out) {
  const Extremes e = extremes(view.policies, traffic_of);
  if (e.most_value <= 0) return;
  append_figure({"traffic", view.hub, "", "What a device sends in a day",
                 "Least is " + e.least + " with " + format_bytes(e.least_value) + ", most " + e.most + " with " +
                     format_bytes(e.most_value) + " per device and day."},
                out);
}

void append_timeline(const HubView& view, std::string& out) {
  const auto has_series = std::find_if(view.policies.begin(), view.policies.end(),
                                       [](const PolicyResult& policy) { return !policy.series.empty(); });
  if (has_series == view.policies.end()) return;
  append_figure({"timeline", view.hub, "", "Throughput with attacks and alerts", timeline_sentence(view)}, out);
}

void append_cost(const HubView& view, std::string& out) {
  if (!any_bill(view)) return;
  out += "<div class=\"grid\">";
  append_figure({"bill", view.hub, "", "Monthly bill by component", bill_sentence(view)}, out);
  if (!view.detections.empty()) {
    append_figure({"cost_delay", view.hub, "", "Cost against time to detect",
                   "Towards the lower left is better. Undetected devices count with the whole run; bars are 95 % "
                   "intervals, which the mean over all attacks does not have."},
                  out);
  }
  out += "</div>\n";
}

void append_bill_table(const HubView& view, std::string& out) {
  if (!any_bill(view)) return;
  out +=
      "<details class=\"card\"><summary>Bill in detail</summary><div class=\"scroll\"><table><thead><tr>"
      "<th scope=\"col\">policy</th><th scope=\"col\">component</th><th scope=\"col\" class=\"number\">per month</th>"
      "<th scope=\"col\" class=\"number\">of it for security</th><th scope=\"col\" class=\"number\">quantity</th>"
      "<th scope=\"col\">unit</th><th scope=\"col\" class=\"number\">USD a unit</th><th scope=\"col\">price is</th>"
      "<th scope=\"col\">source</th><th scope=\"col\">basis</th></tr></thead><tbody>";
  for (const PolicyResult& policy : view.policies) {
    for (const sim::BillLine& line : policy.bill) {
      out += "<tr><th scope=\"row\">" + escape_html(policy.policy) + "</th><td>" + escape_html(words(line.line)) +
             "</td>" + estimate_cell(line.usd_per_month, "USD") + "<td class=\"number\">" + format_money(line.security_usd_per_month) +
             "</td><td class=\"number\">" + format_number(line.quantity) + "</td><td>" + escape_html(line.unit) + "</td><td class=\"number\">" +
             format_number(line.usd_per_unit) + "</td><td>" + escape_html(line.quality) + "</td><td>" + escape_html(line.source) + "</td><td>" +
             escape_html(line.basis) + "</td></tr>";
    }
  }
  out += "</tbody></table></div></details>\n";
}

void append_delay_split(const HubView& view, std::string& out) {
  const std::string sentence = delay_sentence(view);
  if (sentence.empty()) return;
  append_figure({"delay_split", view.hub, "", "Where the time to detect went", sentence}, out);
}

}  // namespace picket
