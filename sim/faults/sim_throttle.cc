#include "sim/faults/sim_throttle.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

void SimThrottle::add(SiteId site, const FaultPeriod& period, BitRate rate) {
  PICKET_CHECK(rate.bits_per_second > 0, "rate", rate.bits_per_second);
  rates_[site.value()].emplace_back(period, rate);
}

Duration SimThrottle::time_of(SiteId site, Time time, Bytes bytes) const {
  const auto found = rates_.find(site.value());
  if (found == rates_.end()) return Duration();
  Duration out;
  for (const auto& [period, rate] : found->second) {
    if (!period.holds(time)) continue;
    out = std::max(out, Duration::from_seconds(static_cast<double>(bytes.count()) * 8 / rate.bits_per_second));
  }
  return out;
}

}  // namespace picket::sim
