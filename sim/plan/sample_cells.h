#pragma once

#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Whether any line of the fleet has a cell that its sites share.
bool shares_cells(const Scenario& scenario);

/// Makes the cells of a sample as full as those of the fleet that it stands for: a sample has fewer sites for a cell, and fewer devices
/// at a site, than the fleet, and would see a cell too empty.
///
/// Model:  a cell of the sample gets the part of uplink_bandwidth and of background_uplink that its devices are of those of a cell of the fleet,
///         both as means over all groups that can have the line. `fleets`: as in SampleSettings; a larger fleet fills cells that the
///         scenario's does not.
/// Limits: which groups meet in a cell is not in it: a stratum is taken to have cells of its own, as full as the mean. A scaled cell carries
///         a single message more slowly than the fleet's where its part is slower than a line; volumes do not depend on that, delays do.
/// Source: our choice; capacity by device keeps the mean utilisation.
void fit_cells(const Scenario& fleet, double fleets, Scenario& sample);

}  // namespace picket::sim
