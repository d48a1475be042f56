#pragma once

#include <string>

#include "agent_core/policy/policy.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// What the ranges of single fields cannot say of the reductions of a policy: whether the primitive
/// exists, whether its parameters make sense together, and fields that it does not read.
void check_reductions(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
