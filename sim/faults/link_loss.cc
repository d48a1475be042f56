#include "sim/faults/link_loss.h"

#include <algorithm>

#include "sim/faults/fault_period.h"
#include "sim/fleet/quantile.h"

namespace picket::sim {

std::vector<Outage> link_losses(const Fault& fault, Time start, Time end, KeyedDraws site) {
  std::vector<Outage> out;
  Time up_since = start;
  while (out.size() < kMostLosses) {
    if (fault.gap) {
      const double gap = std::max(1.0, quantile_of(*fault.gap, site.uniform()));
      if (gap >= (end - up_since).to_seconds()) break;
      up_since += Duration::from_seconds(gap);
    }
    const FaultPeriod down = period_of(fault, up_since, end, site);
    if (down.until > down.from) out.push_back({down.from, down.until});
    up_since = down.until;
    if (!fault.gap || up_since >= end) break;
  }
  return out;
}

}  // namespace picket::sim
