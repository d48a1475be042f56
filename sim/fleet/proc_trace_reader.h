#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "sim/fleet/trace_lines.h"

namespace picket::sim {

/// Process events recorded by a proc-connector recorder, one at a time.
///
/// Input:  CSV whose first line names the columns `t_s, event, pid, ppid, comm, cmdline`, and if
///         they are there `phase`, `cmdline_read` and `side`; plain or gzip.
/// Model:  rows of each `side` are a device, numbered in the order of their first row. A command
///         line is interned; where the recorder could not read it, it is empty.
/// Output: times as recorded (seconds from the start of the recording); the phase is the label.
/// Errors: bad lines are counted by reason in `report()` with their first examples, and skipped.
/// Limits: at most `max_events` events and 64 sides; texts up to the table's own limit.
class ProcTraceReader {
 public:
  ProcTraceReader(const std::string& path, TextTable& texts, std::uint64_t max_events = 50'000'000);
  bool next(TraceEvent& event);
  const TraceReport& report() const { return report_; }
  /// Names of the sides by device number.
  const std::vector<std::string>& devices() const { return devices_; }

 private:
  enum Column : std::size_t { kTime, kEvent, kPid, kPpid, kComm, kCmdline, kPhase, kRead, kSide, kColumns };
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMaxSides = 64;

  bool take_header();
  bool build(const std::string& line, TraceEvent& event);
  bool fail(TraceFault fault, const std::string& line);
  const std::string& field(Column column) const;
  Text interned(const std::string& text);

  TraceReport report_;
  TraceLines lines_;
  TextTable& texts_;
  std::uint64_t max_events_;
  bool header_seen_ = false;
  bool have_header_ = false;
  std::array<std::size_t, kColumns> column_{};
  std::size_t column_count_ = 0;
  std::vector<std::string> split_;
  std::vector<std::string> devices_;
  std::string none_;
};

}  // namespace picket::sim
