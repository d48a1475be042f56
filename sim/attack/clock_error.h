#pragma once

#include <string>

#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// No clock is further wrong than this: what a date of 64 bits that is read as one of 32 can be off.
inline constexpr Duration kLargestClockShift = Duration::days(36'525);
/// Two hundred times what a clock may drift and still be disciplined. Source of the 500 ppm: NTP's bound, workloads.md F10.
inline constexpr double kLargestClockDrift = 100'000;

/// How far a device's clock is wrong.
///
/// Model: what the agent writes is the device's time plus `shift` plus `drift_ppm` millionths of the time since the clock
///        was touched. Timers run on a clock that nobody sets (CLOCK_MONOTONIC), so what an agent sends when stays as it is.
struct ClockError {
  Distribution shift = Distribution::constant(0);  ///< seconds; below 0: set back
  std::string shift_parameter;
  double drift_ppm = 0;
  std::string drift_parameter;
  /// Something of it is set.
  bool given() const {
    return shift != Distribution::constant(0) || !shift_parameter.empty() || drift_ppm != 0 || !drift_parameter.empty();
  }
};

template <class Visitor>
void describe(Visitor& v, ClockError& c) {
  constexpr double kShift = kLargestClockShift.to_seconds();
  v.field("shift", c.shift,
          {.says = "How far the clock is set ahead; below 0: back.", .min = -kShift, .max = kShift, .unit = "s"});
  v.field("shift_parameter", c.shift_parameter, {.says = "Parameter that gives the shift in seconds instead."});
  v.field("drift_ppm", c.drift_ppm,
          {.says = "Microseconds a second by which the clock is fast; below 0: slow.",
           .min = -kLargestClockDrift,
           .max = kLargestClockDrift});
  v.field("drift_parameter", c.drift_parameter, {.says = "Parameter that gives drift_ppm instead."});
}

}  // namespace picket::sim
