#include "sim/faults/name_service.h"

#include <algorithm>

namespace picket::sim {

void NameService::add(SiteId site, const FaultPeriod& period, Duration timeout) {
  down_[site.value()].emplace_back(period, timeout);
}

std::optional<Duration> NameService::timeout(SiteId site, Time time) const {
  const auto found = down_.find(site.value());
  if (found == down_.end()) return std::nullopt;
  std::optional<Duration> out;
  for (const auto& [period, timeout] : found->second) {
    if (period.holds(time)) out = std::max(out.value_or(Duration()), timeout);
  }
  return out;
}

}  // namespace picket::sim
