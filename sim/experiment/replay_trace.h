#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"
#include "sim/fleet/trace_lines.h"
#include "sim/generate/lineage.h"

namespace picket::sim {

enum class TraceKind : std::uint8_t { kZeekConn, kProcess };
std::string_view to_string(TraceKind kind);

/// Tells a trace by its first line: a Zeek comment or JSON, or the column names of a CSV.
/// Errors: a sentence for a person, without the file's name.
Result<TraceKind, std::string> trace_kind_of(const std::string& path);

/// One recorded event. `unit` is Lineage::kBenign where the trace does not call it an attack.
struct ReplayEvent {
  RawEvent event;
  std::uint32_t device = 0;
  std::uint32_t unit = Lineage::kBenign;
};

/// Everything that one label says of one device: what a detection is a detection of.
struct ReplayUnit {
  std::uint32_t label = 0;  ///< index into ReplayTrace::labels
  std::uint32_t device = 0;
  Time start;  ///< first labelled event
  Time end;    ///< last labelled event
  std::uint64_t events = 0;
};

/// A recorded trace in memory: a little world that is the same for every policy.
///
/// Model:  events are put in order of time, and events of one time keep the order of the file (Zeek
///         writes a flow when it ends, so its logs are not in order). A label counts as an attack
///         where the trace says so:
///         - Zeek: the label's first word is not benign, background, normal or unknown (case aside).
///           The label and its detail together are the name.
///         - process trace: the phase begins with "attack_"; other phases name activities of an
///           ordinary device. Rows of the side "client_harness" are a device of their own, but happen
///           on the attacker's or the administrator's machine: no attack on that device.
/// Limits: kMaxEvents events; the first kMaxLabels labels; events further than kMaxDistance from the
///         median event are left out and counted, so that one damaged time cannot make a year of
///         timers.
struct ReplayTrace {
  static constexpr std::uint64_t kMaxEvents = 10'000'000;
  static constexpr std::size_t kMaxDevices = 100'000;
  static constexpr std::size_t kMaxLabels = 1'000;
  static constexpr Duration kMaxDistance = Duration::days(183);

  std::string path;
  TraceKind kind = TraceKind::kZeekConn;
  TraceReport report;                   ///< of the reader
  std::uint64_t far_from_the_rest = 0;  ///< events left out for their time
  std::uint64_t labels_refused = 0;     ///< labelled events beyond kMaxLabels, replayed without label
  std::unique_ptr<TextTable> texts;     ///< frozen
  std::vector<std::string> devices;     ///< names by number; fit for a hub
  std::vector<ReplayEvent> events;      ///< by time; not empty
  std::vector<std::string> labels;      ///< printable, in the order of their first event
  std::vector<ReplayUnit> units;        ///< by label, then first event
  std::array<std::uint64_t, kEventKinds> kinds{};
  std::uint64_t labelled = 0;           ///< events that belong to a unit
  SystemInformationRecord information;  ///< what the agents report; a recording does not say

  Time start() const { return events.front().event.time; }
  Time last() const { return events.back().event.time; }
  Duration span() const { return last() - start(); }
};

/// Reads a trace.
/// Errors: a sentence for a person: not readable, or without a single event. Damaged lines are
///         counted in `report` and skipped.
/// Cost:   about 150 bytes an event.
Result<std::unique_ptr<ReplayTrace>, std::string> read_replay_trace(const std::string& path, TraceKind kind);

/// Whether a trace of that kind calls events with this label an attack.
bool is_attack_label(TraceKind kind, std::string_view label);

}  // namespace picket::sim
