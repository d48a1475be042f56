#pragma once

#include <string>

#include "agent_core/policy/policy.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// Warns of settings of a policy that its generation of agents does not read, and of key fields that a kind of event does
/// not have: they were given, so somebody expects something of them. A value that is the default changes nothing and is passed over.
void check_unread(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
