#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "agent_core/base/check.h"
#include "sim/hub/operation.h"

namespace picket::sim {

/// What is asked of hubs for the twins of one policy's agents.
inline constexpr std::array kTwinOperations{HubOperation::kDeviceTwinRead, HubOperation::kReportedUpdate, HubOperation::kTwinUpdate,
                                            HubOperation::kDesiredNotification};

/// One kind of operation, counted by who asks; what hubs make of it is in their HubCounts.
struct OperationTally {
  std::uint64_t asked = 0;  ///< each attempt
  std::uint64_t lost = 0;   ///< of them, on the way to the hub: its connection ended, or the line did
  std::int64_t uplink_bytes = 0;  ///< on the lines, acknowledgements of TCP included
  std::int64_t downlink_bytes = 0;
};

/// All kinds. The law, over all hubs, at any time:
///   asked = accepted + refused by each reason + lost + still on the way to a hub
class TwinOperations {
 public:
  OperationTally& of(HubOperation operation) { return tallies_[index_of(operation)]; }
  const OperationTally& of(HubOperation operation) const { return tallies_[index_of(operation)]; }

 private:
  static std::size_t index_of(HubOperation operation) {
    for (std::size_t i = 0; i < kTwinOperations.size(); ++i) {
      if (kTwinOperations[i] == operation) return i;
    }
    PICKET_CHECK(false, "no operation on twins:", rule_of(operation).name);
    return 0;
  }

  std::array<OperationTally, kTwinOperations.size()> tallies_{};
};

}  // namespace picket::sim
