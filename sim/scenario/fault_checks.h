#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks that each fault can happen, and warns of one that comes after the end or that nothing can show: clocks of devices
/// with certificates, quotas and throttles of a hub without limits, one that has no length, a share of less than one site or device.
/// Limits: which lines and hubs sites get is drawn in a run, and so how many a share is of those that can be hit at most.
void check_faults(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
