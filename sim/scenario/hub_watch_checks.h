#pragma once

#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks what the hub watch is given: rules of security groups that the service would refuse, filters and log settings
/// that name nothing; and warns of settings that change nothing in a run, since somebody expects something of them.
void check_hub_watch(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
