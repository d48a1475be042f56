#include "sim/faults/clock_fault.h"

#include <algorithm>

#include "sim/fleet/quantile.h"

namespace picket::sim {

Duration ClockFault::error_at(Time time) const {
  const Duration error = ahead + Duration::from_seconds((time - from).to_seconds() * drift_ppm * 1e-6);
  return std::max(error, Time::from_unix_seconds(0) - time);
}

ClockFault clock_drift(const Fault& fault, Time start, KeyedDraws device) {
  const double size = quantile_of(drift_ppm_of(fault), device.uniform());
  const double ppm = device.uniform() < 0.5 ? -size : size;
  return {start, Duration::from_seconds(unsynchronised_of(fault).to_seconds() * ppm * 1e-6), ppm};
}

ClockFault clock_step(const Fault& fault, Time start, KeyedDraws device) {
  return {start, Duration::from_seconds(quantile_of(shift_of(fault), device.uniform())), 0};
}

}  // namespace picket::sim
