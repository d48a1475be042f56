#include <algorithm>

#include "sim/experiment/lane.h"

// What became of the lane's messages between the hubs' built-in endpoints and their reader.

namespace picket::sim {

void Lane::collect_endpoint(const CarryStage& carry, LaneResult& result) const {
  const Scenario& scenario = world_.scenario();
  EndpointReading& out = result.endpoint;
  out.may_lag = std::ranges::any_of(scenario.hubs, [](const HubSettings& hub) { return hub.reader.may_lag(); }) ||
                std::ranges::any_of(scenario.faults, [](const Fault& fault) { return fault.kind == FaultKind::kBackendLag; });
  double lag_seconds = 0;
  for (const BuiltInEndpoint& endpoint : carry.endpoints()) {
    const EndpointCounts& counts = endpoint.counts();
    out.messages_read += static_cast<std::int64_t>(counts.messages_read);
    out.messages_past_retention += static_cast<std::int64_t>(counts.messages_lost);
    out.lag_seconds_max = std::max(out.lag_seconds_max, counts.lag_seconds_max);
    lag_seconds += counts.lag_seconds_sum;
  }
  if (out.messages_read > 0) out.lag_seconds_mean = lag_seconds / static_cast<double>(out.messages_read);
}

}  // namespace picket::sim
