#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/hub/business_operations.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// When the fleet's own business asks something of a hub, and for which device.
///
/// Model:  for each group of the fleet and kind of operation a Poisson process, in which every device of the group is as likely as the
///         others. The draws are those of the seed, the replication, the group and the kind alone: every policy sees the same calls.
/// Cost:   some 60 bytes for each group and kind with a rate; two draws a call. Nothing for each device.
/// Limits: no hours of the day, no campaigns: business is even.
class BusinessCalls {
 public:
  struct Call {
    HubOperation operation{};
    DeviceId device;
    Bytes request;
    Bytes response;
  };

  BusinessCalls(const Scenario& scenario, std::uint32_t replication, Time from);

  std::size_t streams() const { return streams_.size(); }
  /// Of a stream's next call.
  Time due(std::size_t stream) const { return streams_[stream].due; }
  /// That call; the stream goes on to the one after it.
  Call take(std::size_t stream);

 private:
  struct Stream {
    HubOperation operation{};
    BusinessOperation each;
    std::uint32_t first_device = 0;
    std::uint32_t devices = 0;
    KeyedDraws draws;
    Time due;
    void go_on();
  };
  std::vector<Stream> streams_;
};

}  // namespace picket::sim
