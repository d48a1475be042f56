#pragma once

#include <string>

#include "sim/results/study_result.h"

namespace picket::test {

inline sim::Measure energy_measure(const std::string& name, const std::string& unit, double value) {
  sim::Measure measure;
  measure.name = name;
  measure.unit = unit;
  measure.estimate = {.value = value, .ci_low = value - 1, .ci_high = value + 1, .n = 6};
  return measure;
}

/// A meter on a battery and a gateway on mains.
inline sim::PolicyResult with_energy(const std::string& policy) {
  sim::PolicyResult out;
  out.policy = policy;
  out.measures = {energy_measure("radio_energy_joules_per_device_day", "J", 5), energy_measure("radio_energy_joules_per_device_day.meter", "J", 904),
                  energy_measure("radio_hold_joules_per_device_day.meter", "J", 540), energy_measure("battery_life_lost_days.meter", "days", 5'210),
                  energy_measure("radio_energy_joules_per_device_day.gateway", "J", 12)};
  return out;
}

}  // namespace picket::test
