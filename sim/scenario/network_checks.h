#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Refuses background traffic that leaves the devices less than a hundredth of a line, and profiles of it that do not exist. Warns of
/// a `nat_timeout` that the scenario's client never lets pass, since it pings at least as often.
void check_networks(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
