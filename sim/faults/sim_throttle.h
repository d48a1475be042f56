#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// F19, a SIM whose volume is spent: what the carrier's throttle adds to the way of each device's bytes.
///
/// Model:  in the fault's period what a device sends passes at the throttled rate before it comes to the site's line: bytes x 8 /
///         rate. A SIM that is cut is an outage of the line instead.
/// Limits: devices that share a line do not share the rate: on cellular lines each has a SIM of its own. When the volume is spent
///         is the scenario's to say; what the line carries does not bring it about. Downlinks are as fast as before.
/// Source: workload survey 4, F19.
class SimThrottle {
 public:
  /// `rate` above 0.
  void add(SiteId site, const FaultPeriod& period, BitRate rate);
  /// Of the slowest that holds then; 0: none does.
  Duration time_of(SiteId site, Time time, Bytes bytes) const;

 private:
  std::map<std::uint32_t, std::vector<std::pair<FaultPeriod, BitRate>>> rates_;  ///< by site
};

}  // namespace picket::sim
