#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks the hubs' endpoints: consumer groups that can be and that the reader knows, and routes with conditions that are
/// understood. Warns of an outage of the reader after the end, and of routes that leave nothing for any endpoint.
void check_endpoints(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
