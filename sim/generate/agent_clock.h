#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agent_core/message/message.h"
#include "sim/attack/attack_plan.h"
#include "sim/faults/fault_plan.h"

namespace picket::sim {

/// What the clock of a device shows to its agent; attacks and faults may have made it wrong.
///
/// Model:  an agent stamps what it observes and what it writes with this clock, and counts its intervals on one that
///         nobody sets. So a message leaves when it would have left anyway, with other times in it. An observation that
///         was merged over a step has times from before and after it, and may end before it began.
/// Limits: a gateway that merges stamps its own messages with the right time; those of its children keep their stamps.
class AgentClock {
 public:
  AgentClock(const AttackPlan& attacks, const FaultPlan& faults, DeviceId device)
      : attacks_(attacks), faults_(faults), device_(device), is_touched_(attacks.touches_clock(device) || faults.touches_clock(device)) {}

  /// False: it is always right.
  bool is_touched() const { return is_touched_; }
  /// What it shows at `time`.
  Time shown(Time time) const;
  /// The observation with the times that it showed then.
  Observation shown(Observation observation) const;

  /// That an observation carries a wrong time is evidence of the attack that made it wrong; a fault is no attack.
  struct Evidence {
    LabelledClock clock;
    Time first;  ///< when the first wrong time came to be
  };
  /// Of an observation with these right times in a message that was written at `made`. None: a fault alone made them wrong.
  std::optional<Evidence> evidence(const Observation& right, Time made) const;

 private:
  const AttackPlan& attacks_;
  const FaultPlan& faults_;
  DeviceId device_;
  bool is_touched_;
};

}  // namespace picket::sim
