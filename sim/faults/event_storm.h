#pragma once

#include <optional>

#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/event/raw_event.h"
#include "sim/faults/fault_period.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F16, event storm by a firmware bug: one device starts one process over and over.
///
/// Model:  starts at even distances, `events_per_second` of them, from a moment of the device's own within the first distance.
/// Limits: nothing else of the bug is modelled: no load, no files, no look-ups. A device that is off starts nothing.
/// Source: workload survey 4, F16.
class EventStorm {
 public:
  /// `commandline` and `executable` are interned.
  EventStorm(const Fault& fault, const FaultPeriod& period, KeyedDraws device, Text commandline, Text executable);

  /// What it starts in [from, until), a run that the next call goes on with; nothing outside its period.
  std::optional<EventRun> events(Time from, Time until) const;

 private:
  FaultPeriod period_;
  Time first_;
  Duration spacing_;
  EventRun template_;
};

}  // namespace picket::sim
