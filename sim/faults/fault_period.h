#pragma once

#include "agent_core/base/time.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// [from, until) of a fault.
struct FaultPeriod {
  Time from;
  Time until;
  bool holds(Time time) const { return from <= time && time < until; }
  bool operator==(const FaultPeriod&) const = default;
};

/// From `start` for a duration that `draws` gives, one number taken; never past `end`.
FaultPeriod period_of(const Fault& fault, Time start, Time end, KeyedDraws& draws);

}  // namespace picket::sim
