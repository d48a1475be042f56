#pragma once

#include <vector>

#include "sim/results/own_estimate.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Estimates that are constants of the program and that a run of this scenario reads: no key sets them.
std::vector<OwnEstimate> built_in_estimates(const Scenario& scenario);

}  // namespace picket::sim
