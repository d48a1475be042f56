#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/event/raw_event.h"
#include "sim/attack/hub_act.h"
#include "sim/attack/planned_run.h"
#include "sim/fleet/fleet.h"

namespace picket::sim {

struct Scenario;

/// What is detected or missed: one attack instance on one device.
struct AttackUnit {
  AttackId attack;  ///< index into Scenario::attacks
  DeviceId device;
  Time start;  ///< first malicious event on this device, or act in its name, or moment that its clock is touched
  Time end;    ///< last one planned (cut by reboot or the horizon)
};

/// Part of an attack on a device: its label.
struct LabelledRun {
  EventRun run;
  std::uint32_t unit = 0;  ///< index into AttackPlan::units()
  std::uint16_t step = 0;  ///< index into the attack's phases
};

/// An item that an attack put on a device, as the device's reports show it. A system information takes the place of the
/// device's own, and of those before it.
struct LabelledItem {
  Record record;
  std::uint32_t unit = 0;
  std::uint16_t step = 0;
  Time since;  ///< when it was put there
};

/// How far a device's clock is wrong, and because of what.
struct LabelledClock {
  Duration error;  ///< what it is ahead; below 0: it is behind
  std::uint32_t unit = 0;
  std::uint16_t step = 0;
  Time since;  ///< when it was touched
};

/// Acts at the hub that a unit does one after the other: `when.emission` counts the attack's acts there.
struct PlannedHubAct {
  PlannedRun when;
  std::uint32_t unit = 0;  ///< index into AttackPlan::units()
  DeviceId device;         ///< in whose name
  const HubAct* act = nullptr;  ///< the plan's own, parameters put in
  IpAddress masked_origin;      ///< see CompiledAttack::masked_origin
};

/// An address or name that an attack uses and that a threat feed might list.
struct Infrastructure {
  AttackId attack;
  bool is_domain = false;
  IpAddress address;
  std::string domain;
};

/// Every attack of a replication, decided before the run and independent of any policy: targets,
/// spread, times, what it emits, what it does to the device. The truth log.
class AttackPlan {
 public:
  AttackPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts);
  ~AttackPlan();
  AttackPlan(const AttackPlan&) = delete;
  AttackPlan& operator=(const AttackPlan&) = delete;

  const std::vector<AttackUnit>& units() const;                ///< by attack, then device
  std::vector<std::uint32_t> units_on(DeviceId device) const;  ///< indices, by start
  bool under_attack(DeviceId device) const;  ///< false for what is no device of the fleet (`hub_identity`)
  /// The malicious events of `device` in [from, until), in time order; a run that goes on past
  /// `until` is cut there and continued by the next call. Pure: may be called from any thread.
  void events(DeviceId device, Time from, Time until, std::vector<LabelledRun>& out) const;
  /// Appends what attacks have put on `device` and is there at `time`, of the reports whose bits are set (bit k:
  /// EventKind k): by start of the unit, then phase by phase.
  void items(DeviceId device, Time time, std::uint32_t kinds, std::vector<LabelledItem>& out) const;
  /// False for devices whose clock no attack touches.
  bool touches_clock(DeviceId device) const;
  /// What attacks have made of the clock of `device` at `time`: the last to touch it decides. None: it is right.
  std::optional<LabelledClock> clock(DeviceId device, Time time) const;
  /// Until when the unit has its device's clock wrong; Time::min() if it does not touch it.
  Time clock_wrong_until(std::uint32_t unit) const;
  /// What attacks do at the hubs, by unit and time of the first of each. Nothing of it depends on a policy.
  const std::vector<PlannedHubAct>& hub_acts() const;
  /// Reboots and agent kills that attacks cause, by time then device.
  const std::vector<WorldEvent>& side_effects() const;
  const std::vector<Infrastructure>& infrastructure() const;

 private:
  friend class AttackPlanner;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
