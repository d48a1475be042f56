#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/event/raw_event.h"
#include "sim/faults/fault_period.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F16, event storm by a firmware bug: one device starts one process over and over. With `distinct_commandlines` its command
/// lines take turns, and more of them than an agent's cache holds make it overflow (F14).
///
/// Model:  starts at even distances, `events_per_second` of them, from a moment of the device's own within the first distance.
///         The i-th has the number i modulo `distinct_commandlines` in its command line, on each device.
/// Limits: nothing else of the bug is modelled: no load, no files, no look-ups. A device that is off starts nothing. To a sensor
///         starts with several command lines are no storm: it reads as many of them as in ordinary life.
/// Source: workload survey 4, F16 and F14; 0.2.
class EventStorm {
 public:
  /// `commandline` and `executable` are interned; with several command lines, `commandline` is a template.
  EventStorm(const Fault& fault, const FaultPeriod& period, KeyedDraws device, Text commandline, Text executable);

  /// Appends what it starts in [from, until), in order of time, which the next call goes on with; nothing outside its period.
  /// One run; with several command lines, one for each start.
  void append_events(Time from, Time until, std::vector<EventRun>& out) const;

 private:
  FaultPeriod period_;
  Time first_;
  Duration spacing_;
  std::uint32_t commandlines_;
  EventRun template_;
};

}  // namespace picket::sim
