#pragma once

#include <string>

#include "agent_core/publish/session.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// Errors for settings of a client that cannot go together: it pings more seldom than the hub waits for it, or the least of its
/// waits is longer than the longest.
void check_client(const ClientPreset& client, const std::string& path, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
