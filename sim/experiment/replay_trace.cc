#include "sim/experiment/replay_trace.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "agent_core/base/utf8.h"
#include "agent_core/collect/self_report.h"
#include "sim/fleet/proc_trace_reader.h"
#include "sim/fleet/zeek_conn_reader.h"
#include "sim/results/run_directory.h"

namespace picket::sim {
namespace {

constexpr std::string_view kAttackPhase = "attack_";
constexpr std::string_view kHarnessSide = "client_harness";
/// Distinct command lines of a trace; further ones are counted by the reader as refused.
constexpr std::size_t kMaxTexts = 1U << 20;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string faults_of(const TraceReport& report) {
  std::string text;
  for (std::size_t f = 0; f < Counts<TraceFault>::kSize; ++f) {
    const auto fault = static_cast<TraceFault>(f);
    if (report.faults[fault] == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(report.faults[fault]) + " x " + std::string(to_string(fault));
  }
  return text;
}

/// Collects events and turns their labels into units.
class Collector {
 public:
  explicit Collector(ReplayTrace& trace) : trace_(trace) {}

  void add(const TraceEvent& from, bool may_be_attack) {
    std::uint32_t label = kNone;
    if (may_be_attack && is_attack_label(trace_.kind, from.label)) label = label_of(from.label);
    events_.push_back({from.run.first, from.device, label});
  }

  void finish() {
    leave_out_far_events();
    std::stable_sort(events_.begin(), events_.end(),
                     [](const ReplayEvent& a, const ReplayEvent& b) { return a.event.time < b.event.time; });
    make_units();
    for (const ReplayEvent& event : events_) ++trace_.kinds[static_cast<std::size_t>(kind_of(event.event.record))];
    trace_.events = std::move(events_);
  }

 private:
  static constexpr std::uint32_t kNone = Lineage::kBenign;

  std::uint32_t label_of(const std::string& text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    if (numbers_.size() == ReplayTrace::kMaxLabels) {
      ++trace_.labels_refused;
      return kNone;
    }
    const auto number = static_cast<std::uint32_t>(names_.size());
    numbers_.emplace(text, number);
    names_.push_back(text);
    return number;
  }

  void leave_out_far_events() {
    if (events_.empty()) return;
    std::vector<Time> times;
    times.reserve(events_.size());
    for (const ReplayEvent& event : events_) times.push_back(event.event.time);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    const Time median = *middle;
    trace_.far_from_the_rest = std::erase_if(events_, [median](const ReplayEvent& event) {
      return event.event.time > median + ReplayTrace::kMaxDistance ||
             event.event.time < median - ReplayTrace::kMaxDistance;
    });
  }

  /// So far `unit` holds the number of the label; labels and units are numbered by their first event.
  void make_units() {
    std::vector<std::uint32_t> order(names_.size(), kNone);
    for (const ReplayEvent& event : events_) {
      if (event.unit == kNone || order[event.unit] != kNone) continue;
      order[event.unit] = static_cast<std::uint32_t>(trace_.labels.size());
      trace_.labels.push_back(unique_name(names_[event.unit]));
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, ReplayUnit> units;  // by label and device
    for (const ReplayEvent& event : events_) {
      if (event.unit == kNone) continue;
      const std::uint32_t label = order[event.unit];
      ReplayUnit& unit =
          units.try_emplace({label, event.device}, ReplayUnit{label, event.device, event.event.time, {}, 0})
              .first->second;
      unit.end = event.event.time;
      ++unit.events;
      ++trace_.labelled;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
    for (const auto& [key, unit] : units) {
      numbers[key] = static_cast<std::uint32_t>(trace_.units.size());
      trace_.units.push_back(unit);
    }
    for (ReplayEvent& event : events_) {
      if (event.unit != kNone) event.unit = numbers.at({order[event.unit], event.device});
    }
  }

  /// Labels that differ only in what cannot be printed stay apart.
  std::string unique_name(const std::string& text) const {
    constexpr std::size_t kMostBytes = 100;
    const std::string name = printable(utf8_prefix(text, kMostBytes));
    std::string unique = name;
    for (int n = 2; has(trace_.labels, unique); ++n) unique = name + " (" + std::to_string(n) + ")";
    return unique;
  }

  ReplayTrace& trace_;
  std::vector<ReplayEvent> events_;
  std::map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> names_;
};

void read_zeek(ReplayTrace& trace, Collector& collector) {
  ZeekConnReader reader(trace.path, ReplayTrace::kMaxEvents, ReplayTrace::kMaxDevices);
  TraceEvent event;
  while (reader.next(event)) collector.add(event, true);
  trace.report = reader.report();
  for (const IpAddress& address : reader.devices()) trace.devices.push_back(address.to_string());
}

void read_process(ReplayTrace& trace, Collector& collector) {
  ProcTraceReader reader(trace.path, *trace.texts, ReplayTrace::kMaxEvents);
  TraceEvent event;
  while (reader.next(event)) collector.add(event, reader.devices()[event.device] != kHarnessSide);
  trace.report = reader.report();
  for (const std::string& side : reader.devices()) {
    const std::string name = side.empty() ? "device" : safe_name(side);
    std::string unique = name;
    for (int n = 2; has(trace.devices, unique); ++n) unique = name + "-" + std::to_string(n);
    trace.devices.push_back(unique);
  }
}

}  // namespace

std::string_view to_string(TraceKind kind) {
  return kind == TraceKind::kZeekConn ? "zeek" : "process";
}

bool is_attack_label(TraceKind kind, std::string_view label) {
  if (kind == TraceKind::kProcess) return label.starts_with(kAttackPhase);
  const std::string word = lower_case(label.substr(0, label.find(' ')));
  for (const std::string_view harmless : {"", "-", "(empty)", "benign", "background", "normal", "unknown"}) {
    if (word == harmless) return false;
  }
  return true;
}

Result<TraceKind, std::string> trace_kind_of(const std::string& path) {
  TraceReport report;
  TraceLines lines(path, report);
  std::string line;
  while (lines.next(line) && line.empty()) continue;
  if (report.faults[TraceFault::kFileNotReadable] > 0) return std::string("cannot be read");
  if (line.empty()) return std::string("is empty");
  if (line[0] == '#' || line[0] == '{') return TraceKind::kZeekConn;
  std::vector<std::string> names;
  if (split_csv(line, names)) {
    if (has(names, "id.orig_h") && has(names, "id.resp_h")) return TraceKind::kZeekConn;
    if (has(names, "t_s") && has(names, "event") && has(names, "pid")) return TraceKind::kProcess;
  }
  return "is neither a Zeek conn log nor a process trace; its first line is '" + printable(utf8_prefix(line, 60)) +
         "'";
}

Result<std::unique_ptr<ReplayTrace>, std::string> read_replay_trace(const std::string& path, TraceKind kind) {
  auto trace = std::make_unique<ReplayTrace>();
  trace->path = path;
  trace->kind = kind;
  trace->texts = std::make_unique<TextTable>(kMaxTexts);
  // A recording does not say what the device is; these stand for it. Estimates, a few bytes a day.
  trace->information.os_name = trace->texts->intern("Linux");
  const Text unknown = trace->texts->intern("unknown");
  trace->information.os_version = unknown;
  trace->information.hardware_vendor = unknown;
  trace->information.hardware_model = unknown;
  trace->information.firmware_version = unknown;
  Collector collector(*trace);
  if (kind == TraceKind::kZeekConn) {
    read_zeek(*trace, collector);
  } else {
    read_process(*trace, collector);
  }
  intern_log_texts(*trace->texts);
  trace->texts->freeze();
  if (trace->report.events == 0) {
    const std::string faults = faults_of(trace->report);
    return "holds no event of a " + std::string(kind == TraceKind::kZeekConn ? "Zeek conn log" : "process trace") +
           (faults.empty() ? "" : ": " + faults);
  }
  collector.finish();
  return trace;
}

}  // namespace picket::sim
