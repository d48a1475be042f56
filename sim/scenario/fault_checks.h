#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks that each fault can happen, and warns of one that comes after the end or that nothing can show: clocks of devices
/// with certificates, quotas and throttles of a hub without limits.
/// Limits: how many sites or devices a share draws, the run shows.
void check_faults(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
