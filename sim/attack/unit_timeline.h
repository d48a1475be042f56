#pragma once

#include <vector>

#include "sim/attack/compiled_attack.h"
#include "sim/attack/planned_run.h"
#include "sim/fleet/fleet.h"

namespace picket::sim {

/// From when until when a phase's changes are on the device.
struct PlannedChange {
  Time from;
  Time until;
  std::uint16_t phase = 0;
};

/// From when until when a device's clock is wrong because of a phase, and how far.
struct PlannedClock {
  Time from;
  Time until;
  std::uint16_t phase = 0;
  Duration shift;
  double drift_ppm = 0;

  /// What the clock is ahead at `time`, within [from, until).
  Duration error_at(Time time) const {
    return shift + Duration::from_seconds((time - from).to_seconds() * drift_ppm * 1e-6);
  }
};

/// What one episode of an attack on one device does.
struct UnitTimeline {
  std::vector<PlannedRun> runs;  ///< by time of their first event
  std::vector<PlannedRun> hub_acts;  ///< the same; `emission` counts the acts at the hub of the attack
  std::vector<WorldEvent> side_effects;
  std::vector<PlannedChange> changes;  ///< of the phases that change something, in their order
  std::vector<PlannedClock> clocks;    ///< of the phases that touch the clock, in their order
};

/// Plays the phases of an attack on a device from `start`; nothing happens from `end` on, and
/// nothing on the device while it is off; what others do at the hub does not need it. Draws come from the attack's and the device's keys and
/// `episode`.
UnitTimeline play(const CompiledAttack& attack, const Fleet& fleet, DeviceId device, Time start, Time end,
                  std::uint32_t episode);

}  // namespace picket::sim
