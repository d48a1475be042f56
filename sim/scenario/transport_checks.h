#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What the clients' transport cannot do. Over HTTPS a policy with twin changes is an error, since its agents would never hear of
/// them; agents that read their twin, and attacks that change it, are warned of. So are sizes of a transport that is not the
/// scenario's.
void check_transport(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
