#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Refuses background traffic that leaves the devices less than a hundredth of a line or the sites of a cell, profiles of it that
/// do not exist, and other traffic of a site on a line with a cell. Warns of a `nat_timeout` that the scenario's client never lets
/// pass, since it pings at least as often; of cells that the lines of their sites cannot fill, and of those that have not so many sites.
void check_networks(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
