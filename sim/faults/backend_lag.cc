#include "sim/faults/backend_lag.h"

#include <algorithm>

namespace picket::sim {

void BackendLag::add(HubId hub, const FaultPeriod& period, Duration lag) {
  of_hub_[hub.value()].emplace_back(period, std::max(lag, Duration()));
}

Time BackendLag::read_at(HubId hub, Time enqueued) const {
  const auto found = of_hub_.find(hub.value());
  if (found == of_hub_.end()) return enqueued;
  Time out = enqueued;
  for (const auto& [period, lag] : found->second) {
    if (enqueued < period.from) continue;
    out = std::max(out, std::min(enqueued, period.until) + lag);
  }
  return out;
}

}  // namespace picket::sim
