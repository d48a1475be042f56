#pragma once

#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// How far one device's clock is off while nobody sets it right.
///
/// Model:  what it shows is the time, plus `ahead`, plus `drift_ppm` millionths of the time since `from`. What the device
///         writes has that time, and a token that it makes is refused once it is more than kTokenClockSkew off; timers run
///         on a clock that nobody sets.
struct ClockFault {
  Time from;
  Duration ahead;        ///< at `from`; below 0: behind
  double drift_ppm = 0;  ///< below 0: slow

  /// Never so far behind that the clock would show a time before 1970.
  Duration error_at(Time time) const;
};

/// F10: a frequency error that has been there for `unsynchronised` when it begins; fast or slow with the same chance.
/// Source: workload survey 4, F10: Mills' survey of 20,000 hosts.
ClockFault clock_drift(const Fault& fault, Time start, KeyedDraws device);

/// F11: a clock that a boot has left wrong, until it is set.
/// Source: workload survey 4, F11.
ClockFault clock_step(const Fault& fault, Time start, KeyedDraws device);

}  // namespace picket::sim
