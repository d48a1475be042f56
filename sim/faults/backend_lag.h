#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"

namespace picket::sim {

/// F24, backend lag: when the analytics read what a hub has.
///
/// Model:  in the fault's period every message is read `lag` after the hub has it. Then the reader catches up: it reads at once,
///         but nothing before what came earlier, so until `lag` after the end all that has waited comes at one moment. The order
///         stays. Of two faults at a time the longer lag counts.
/// Cost:   a search by hub, then through its faults.
/// Limits: to the analytics a message is as old as their reading of it: they know no other time of its arrival. What is past the
///         endpoint's retention by then is lost there, see BuiltInEndpoint. The hub's log of operations goes its own way and
///         does not lag.
/// Source: workload survey 4, F24.
class BackendLag {
 public:
  /// A lag below 0 is none.
  void add(HubId hub, const FaultPeriod& period, Duration lag);
  /// Not before `enqueued`.
  Time read_at(HubId hub, Time enqueued) const;

 private:
  std::map<std::uint32_t, std::vector<std::pair<FaultPeriod, Duration>>> of_hub_;
};

}  // namespace picket::sim
