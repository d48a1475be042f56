#pragma once

#include <vector>

#include "agent_core/base/ids.h"
#include "sim/faults/fault_draws.h"
#include "sim/fleet/fleet.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Who a fault hits, in rising order; the definitions are those of FaultTargets.
///
/// Model:  each that may be hit has a draw of its own, and those with the smallest draws are hit: with a larger share the
///         same ones and more.
/// Cost:   one pass over the fleet and a sort of those that may be hit.
std::vector<SiteId> sites_hit(const Fault& fault, const Scenario& scenario, const Fleet& fleet, const FaultDraws& draws);
std::vector<DeviceId> devices_hit(const Fault& fault, const Scenario& scenario, const Fleet& fleet, const FaultDraws& draws);
/// The hub named, or all.
std::vector<HubId> hubs_hit(const Fault& fault, const Scenario& scenario);

}  // namespace picket::sim
