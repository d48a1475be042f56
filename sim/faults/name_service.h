#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"

namespace picket::sim {

/// F23, a dead name server: where and when clients cannot learn their hub's address.
///
/// Model:  who has a connection keeps it. Who connects, as for a new token, asks for the hub's name, gives up after a timeout,
///         and backs off as if it had been refused; nothing of it reaches the hub.
/// Limits: nobody keeps an address from an earlier answer. The questions are no raw events and cost no bytes. A dead time server
///         is clock_fault.h.
/// Source: workload survey 4, F23.
class NameService {
 public:
  void add(SiteId site, const FaultPeriod& period, Duration timeout);
  /// None: the site's devices are answered. Where several faults hold, the longest.
  std::optional<Duration> timeout(SiteId site, Time time) const;

 private:
  std::map<std::uint32_t, std::vector<std::pair<FaultPeriod, Duration>>> down_;  ///< by site
};

}  // namespace picket::sim
