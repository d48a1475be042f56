#pragma once

#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/experiment/twin_operations.h"
#include "sim/hub/hub.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// One kind of operation: what its callers counted, and what became of it at the hubs. `of_business`: of the fleet's own business, which
/// hubs count apart.
LaneOperation lane_operation(HubOperation operation, const OperationTally& asked, std::uint64_t held, const std::vector<Hub>& hubs,
                             bool of_business = false);

/// Every operation that was asked was done, refused for a reason, lost on its way, or is on it. Callers and hubs count on
/// their own, so the balance says something.
ConservationLedger operations_ledger(const std::vector<LaneOperation>& operations, const std::string& name = "hub operations");

}  // namespace picket::sim
