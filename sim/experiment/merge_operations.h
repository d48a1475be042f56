#pragma once

#include <vector>

#include "sim/experiment/merge.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// Some replication asked something of a hub for twins.
bool has_operations(const PolicyLanes& lanes);

/// What was asked of the hubs for twins, a row each kind in the order of kTwinOperations; empty where nothing was.
std::vector<OperationResult> mean_operations(const PolicyLanes& lanes);

/// The same of the fleet's own business, in the order of HubOperation.
bool has_business_operations(const PolicyLanes& lanes);
std::vector<OperationResult> mean_business_operations(const PolicyLanes& lanes);

}  // namespace picket::sim
