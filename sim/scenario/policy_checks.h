#pragma once

#include <string>

#include "agent_core/policy/policy.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// Warnings about settings that fight each other, as the original agents and their documentation
/// give them: a cache smaller than a message, a message size that is no multiple of the metered
/// block, a higher priority that is sent less often, intervals that cannot share a message.
void check_policy(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
