#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What no field can check for itself: whether the parts of a scenario fit each other. Names that
/// refer to nothing are left to check_references.
void check_scenario(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
