#pragma once

#include <vector>

#include "sim/generate/world.h"

namespace picket::sim {

/// Until when the events of each unit or their effects last: its last event; a killed agent is silent because of the
/// attack long after, and one whose configuration was changed stays as it was told (Time::max()).
std::vector<Time> effect_ends(const World& world);

/// The time in which an alert about a device can be about a unit there, for judges that do not know what an alert rests on.
///
/// Model:  from the unit's first malicious event until its attack's deadline after the last effect: the deadline is the time
///         that a correct implementation takes from an event to its alert. Cut at the horizon.
/// Source: own convention.
struct UnitWindow {
  Time start;
  Time end;
  bool holds(Time time) const { return start <= time && time <= end; }
};
/// By unit.
std::vector<UnitWindow> unit_windows(const World& world);

/// Device-days of the measured period that lie in a window of the device, each day once.
double attacked_device_days(const World& world, const std::vector<UnitWindow>& windows, DeviceId device);

}  // namespace picket::sim
