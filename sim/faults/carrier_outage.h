#pragma once

#include "agent_core/base/time.h"
#include "sim/faults/fault_period.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/network/outage.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F03, outage of an operator's network: when one of its lines carries nothing.
///
/// Model:  all lines go down together. Registration is limited, so they come back over `recovery`, slowly at first, most in
///         the middle, the last ones slowly: of all lines the share 3 x^2 - 2 x^3 is back when the share x of that time is
///         over. Which line is back when is a draw of its site.
/// Limits: the shape is ours, the simplest S that begins and ends flat; a registration rate is `recovery` = lines / rate.
/// Source: workload survey 4, F03: AT&T, 2024-02-22.
Outage carrier_outage(const Fault& fault, const FaultPeriod& period, Time end, KeyedDraws site);

/// The share of the recovery after which a share `u` of the lines is back: the inverse of 3 x^2 - 2 x^3; u in [0, 1].
double recovered_at(double u);

}  // namespace picket::sim
