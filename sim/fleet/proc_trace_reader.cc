#include "sim/fleet/proc_trace_reader.h"

#include <algorithm>
#include <optional>

namespace picket::sim {
namespace {

constexpr std::array<std::string_view, 9> kTraceColumns{"t_s",     "event", "pid",          "ppid", "comm",
                                                        "cmdline", "phase", "cmdline_read", "side"};
constexpr std::size_t kColumnsToCmdline = 6;  // a trace needs them

std::optional<ProcessOperation> operation_of(std::string_view text) {
  if (text == "fork") return ProcessOperation::kFork;
  if (text == "exec") return ProcessOperation::kExec;
  if (text == "exit") return ProcessOperation::kExit;
  return std::nullopt;
}

}  // namespace

ProcTraceReader::ProcTraceReader(const std::string& path, TextTable& texts, std::uint64_t max_events)
    : lines_(path, report_), texts_(texts), max_events_(max_events) {}

bool ProcTraceReader::fail(TraceFault fault, const std::string& line) {
  report_.add(fault, lines_.number(), line);
  return false;
}

const std::string& ProcTraceReader::field(Column column) const {
  return column_[column] == kAbsent ? none_ : split_[column_[column]];
}

bool ProcTraceReader::take_header() {
  column_count_ = split_.size();
  column_.fill(kAbsent);
  for (std::size_t i = 0; i < split_.size(); ++i) {
    const auto found = std::find(kTraceColumns.begin(), kTraceColumns.end(), split_[i]);
    if (found == kTraceColumns.end()) continue;
    std::size_t& column = column_[static_cast<std::size_t>(found - kTraceColumns.begin())];
    if (column == kAbsent) column = i;
  }
  return std::none_of(column_.begin(), column_.begin() + kColumnsToCmdline, [](std::size_t c) { return c == kAbsent; });
}

bool ProcTraceReader::next(TraceEvent& event) {
  std::string line;
  while (lines_.next(line)) {
    if (line.empty()) continue;
    if (!split_csv(line, split_)) {
      fail(TraceFault::kBadQuote, line);
      continue;
    }
    if (!header_seen_) {
      header_seen_ = true;
      have_header_ = take_header();
      if (!have_header_) fail(TraceFault::kNoHeader, line);
      continue;
    }
    if (!have_header_) {
      fail(TraceFault::kNoHeader, line);
      continue;
    }
    if (!build(line, event)) continue;
    if (report_.events == max_events_) {
      fail(TraceFault::kTooManyEvents, line);
      return false;
    }
    ++report_.events;
    return true;
  }
  return false;
}

Text ProcTraceReader::interned(const std::string& text) {
  return text.empty() ? Text{} : texts_.intern(text);
}

bool ProcTraceReader::build(const std::string& line, TraceEvent& event) {
  event = {};
  if (split_.size() != column_count_) return fail(TraceFault::kFieldCount, line);
  Time time;
  if (!parse_trace_time(field(kTime), time)) return fail(TraceFault::kBadTime, line);
  const auto operation = operation_of(field(kEvent));
  if (!operation) return fail(TraceFault::kBadOperation, line);
  std::uint64_t pid = 0;
  std::uint64_t parent = 0;
  if (!parse_trace_number(field(kPid), 0xffff'ffffULL, pid)) return fail(TraceFault::kBadNumber, line);
  if (!field(kPpid).empty() && !parse_trace_number(field(kPpid), 0xffff'ffffULL, parent))
    return fail(TraceFault::kBadNumber, line);

  ProcessRecord record;
  record.operation = *operation;
  record.process_id = static_cast<std::uint32_t>(pid);
  record.parent_process_id = static_cast<std::uint32_t>(parent);
  if (*operation == ProcessOperation::kExec && field(kRead) != "0") {
    record.commandline = interned(field(kCmdline));
    record.executable = interned(field(kComm));
    const bool refused = (record.commandline.empty() && !field(kCmdline).empty()) ||
                         (record.executable.empty() && !field(kComm).empty());
    if (refused) return fail(TraceFault::kTextRefused, line);
    if (!record.commandline.empty() && !texts_.frozen()) texts_.set_executable(record.commandline, record.executable);
  }
  const auto side = std::find(devices_.begin(), devices_.end(), field(kSide));
  event.device = static_cast<std::uint32_t>(side - devices_.begin());
  if (side == devices_.end()) {
    if (devices_.size() == kMaxSides) return fail(TraceFault::kTooManyDevices, line);
    devices_.push_back(field(kSide));
  }
  event.run.first = {time, record};
  event.label = field(kPhase);
  return true;
}

}  // namespace picket::sim
