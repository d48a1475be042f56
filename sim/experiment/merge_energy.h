#pragma once

#include "sim/experiment/merge.h"

namespace picket::sim {

/// Adds the energy that the policy's traffic costs on lines with radio_power, and what that takes off batteries; nothing where no
/// such line is used. Of each class, with its name after a point: radio_energy_joules_per_device_day.CLASS,
/// radio_hold_joules_per_device_day.CLASS, and of classes with a battery battery_life_lost_days.CLASS; without a name the first
/// of all classes together.
void merge_energy(const Scenario& scenario, const PolicyLanes& lanes, const PolicyLanes& reference, PolicyResult& out);

}  // namespace picket::sim
