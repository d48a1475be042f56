#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks that each weakness can be there, and warns of one that no policy's reports and no rule can see, or that the
/// devices' class shows all the time: whoever expects something of it would wait in vain.
/// Limits: whether reports are due in time, and whether they arrive, the run shows.
void check_weaknesses(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
