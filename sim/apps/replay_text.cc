#include "sim/apps/replay_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/results/json_object.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {
namespace {

using Row = std::vector<std::string>;

TableOptions options_of(bool colour) {
  TableOptions options;
  options.colour = colour;
  options.indent = "  ";
  return options;
}

std::string count(std::uint64_t n) {
  return std::to_string(n);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::size_t labelled_devices(const ReplayTrace& trace) {
  std::set<std::uint32_t> devices;
  for (const ReplayUnit& unit : trace.units) devices.insert(unit.device);
  return devices.size();
}

std::string kinds_of(const ReplayTrace& trace) {
  std::string text;
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    if (trace.kinds[k] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", trace.kinds[k], to_string(static_cast<EventKind>(k)));
  }
  return text;
}

std::string fault_table(const TraceReport& report, bool colour) {
  const std::vector<TableColumn> columns{
      {"lines without event", "", Align::kLeft}, {"lines", "", Align::kRight}, {"first", "", Align::kLeft}};
  std::vector<Row> rows;
  for (std::size_t f = 0; f < Counts<TraceFault>::kSize; ++f) {
    const auto fault = static_cast<TraceFault>(f);
    if (report.faults[fault] == 0) continue;
    std::string name = words(to_string(fault));
    std::string number = std::to_string(report.faults[fault]);
    for (const TraceReport::Example& example : report.examples) {
      if (example.fault != fault) continue;
      rows.push_back({name, number, fmt::format("line {}: {}", example.line, printable(example.text))});
      name.clear();
      number.clear();
    }
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options_of(colour));
}

std::string policy_table(const ReplayOutcome& outcome, bool colour) {
  const std::vector<TableColumn> columns{
      {"policy", "", Align::kLeft},        {"messages", "", Align::kRight}, {"observations", "", Align::kRight},
      {"4 KB units", "", Align::kRight},   {"uplink", "", Align::kRight},   {"payload", "", Align::kRight},
      {"envelope", "", Align::kRight},     {"upkeep", "", Align::kRight},   {"alerts on labels", "", Align::kRight},
      {"other alerts", "", Align::kRight}, {"notices", "", Align::kRight}};
  std::vector<Row> rows;
  for (const ReplayLaneResult& result : outcome.lanes) {
    const LaneResult& lane = result.lane;
    const auto bytes = [](std::int64_t n) { return picket::format_bytes(static_cast<double>(n)); };
    rows.push_back({lane.policy, std::to_string(lane.messages_emitted), std::to_string(lane.observations),
                    std::to_string(lane.blocks),
                    bytes(lane.uplink_payload_bytes + lane.uplink_envelope_bytes + lane.uplink_upkeep_bytes),
                    bytes(lane.uplink_payload_bytes), bytes(lane.uplink_envelope_bytes),
                    bytes(lane.uplink_upkeep_bytes), std::to_string(lane.alerts_true),
                    std::to_string(lane.alerts_false), std::to_string(lane.alerts_notice)});
  }
  return render_table(columns, rows, options_of(colour));
}

struct LabelSum {
  std::uint64_t events = 0;
  std::uint64_t arrived = 0;
  std::uint32_t units = 0;
  std::uint32_t detected = 0;
  std::set<std::string> alerts;
};

LabelSum sum_of(const LaneResult& lane, std::uint32_t label) {
  LabelSum sum;
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack != label) continue;
    ++sum.units;
    sum.events += unit.events;
    sum.arrived += unit.events_arrived;
    if (!unit.detected) continue;
    ++sum.detected;
    sum.alerts.insert(unit.alert);
  }
  return sum;
}

std::string joined(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string label_table(const ReplayTrace& trace, const ReplayOutcome& outcome, bool colour) {
  constexpr std::size_t kMostLabels = 40;
  const std::vector<TableColumn> columns{{"label", "", Align::kLeft},
                                         {"policy", "", Align::kLeft},
                                         {"events", "", Align::kRight},
                                         {"arrived", "", Align::kRight},
                                         {"first evidence", "after", Align::kRight},
                                         {"devices detected", "", Align::kRight},
                                         {"detected", "after", Align::kRight},
                                         {"first alert", "", Align::kLeft}};
  std::map<std::pair<std::string, std::string>, const DetectionResult*> results;
  for (const DetectionResult& d : outcome.study.detections) results[{d.attack, d.policy}] = &d;
  const auto median = [](const SurvivalResult& survival) {
    return survival.median_seconds ? picket::format_duration(survival.median_seconds->value)
                                   : std::string("not reached");
  };
  std::vector<Row> rows;
  for (std::uint32_t label = 0; label < std::min(trace.labels.size(), kMostLabels); ++label) {
    std::string name = trace.labels[label];
    for (const ReplayLaneResult& result : outcome.lanes) {
      const LabelSum sum = sum_of(result.lane, label);
      const DetectionResult* detection = results.at({trace.labels[label], result.lane.policy});
      rows.push_back(
          {name, result.lane.policy, count(sum.events),
           percent(static_cast<double>(sum.arrived) / static_cast<double>(std::max<std::uint64_t>(sum.events, 1))),
           median(detection->time_to_evidence), fmt::format("{} of {}", sum.detected, sum.units),
           median(detection->time_to_detect), joined(sum.alerts)});
      name.clear();
    }
  }
  std::string text = render_table(columns, rows, options_of(colour));
  if (trace.labels.size() > kMostLabels)
    text += fmt::format("  and {} more labels, in result.json\n", trace.labels.size() - kMostLabels);
  return text;
}

std::string loss_table(const ReplayOutcome& outcome, bool colour) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"stage", "", Align::kLeft},
                                         {"reason", "", Align::kLeft},
                                         {"raw events", "", Align::kRight}};
  std::vector<Row> rows;
  for (const ReplayLaneResult& result : outcome.lanes) {
    std::string name = result.lane.policy;
    for (const auto& [where, n] : result.dropped) {
      rows.push_back({name, where.first, words(where.second), count(n)});
      name.clear();
    }
  }
  return rows.empty() ? "" : render_table(columns, rows, options_of(colour));
}

void text_field(JsonObjectText& json, std::string_view key, std::string_view value) {
  json.string(key, well_formed_utf8(value));
}

}  // namespace

std::string trace_text(const ReplayTrace& trace, bool colour) {
  std::string out =
      fmt::format("{}: {}, {} lines, {} events ({}) of {} device{} in {}", printable(trace.path),
                  trace.kind == TraceKind::kZeekConn ? "Zeek conn log" : "process trace", trace.report.lines,
                  trace.report.events, kinds_of(trace), trace.devices.size(), trace.devices.size() == 1 ? "" : "s",
                  picket::format_duration(trace.span().to_seconds()));
  if (trace.labelled > 0) {
    out += fmt::format("; labelled as attack: {} events, labels: {}, labelled devices: {}", trace.labelled,
                       trace.labels.size(), labelled_devices(trace));
  }
  out += "\n";
  if (const std::string faults = fault_table(trace.report, colour); !faults.empty()) out += fmt::format("\n{}", faults);
  return out;
}

std::string replay_text(const ReplayTrace& trace, const ReplayOutcome& outcome, bool colour) {
  std::string out = trace_text(trace, colour);
  append_titled(out, "What each policy made of it, in all", policy_table(outcome, colour));
  if (!trace.units.empty()) {
    append_titled(out, "Labels as truth; times from the first labelled event of a device, medians over devices",
            label_table(trace, outcome, colour));
  }
  append_titled(out, "Raw events that did not reach the pipeline", loss_table(outcome, colour));
  for (const std::string& warning : outcome.study.warnings) out += fmt::format("\nnote: {}", printable(warning));
  out += fmt::format(
      "\nAfter the last event the agents went on until everything was sent: the pipeline had it {} later. digest {}\n",
      picket::format_duration(outcome.study.duration_seconds - trace.span().to_seconds()), outcome.study.digest);
  return out;
}

std::string replay_json(const ReplayTrace& trace, const ReplayOutcome& outcome, const std::string& directory) {
  std::string out;
  JsonObjectText json(out);
  text_field(json, "file", trace.path);
  text_field(json, "kind", to_string(trace.kind));
  json.number("lines", trace.report.lines);
  json.number("events", trace.report.events);
  json.number("events_left_out", trace.far_from_the_rest);
  json.number("labelled_events", trace.labelled);
  json.number("devices", trace.devices.size());
  json.number("span_microseconds", static_cast<std::uint64_t>(trace.span().count_microseconds()));
  json.begin_object("bad_lines");
  for (std::size_t f = 0; f < Counts<TraceFault>::kSize; ++f) {
    const auto fault = static_cast<TraceFault>(f);
    json.number(to_string(fault), static_cast<std::uint64_t>(trace.report.faults[fault]));
  }
  json.end_object();
  text_field(json, "directory", directory);
  json.raw("study", study_result_json(outcome.study));
  json.close();
  return out;
}

}  // namespace picket::sim
