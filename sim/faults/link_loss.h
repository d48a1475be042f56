#pragma once

#include <vector>

#include "agent_core/base/time.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/network/outage.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// F01, last-mile loss of link: when one site's line carries nothing.
///
/// Model:  one loss at `start`; with `gap`, a renewal process from `start` on, up for a gap and down for a duration. Beside
///         the outages of the line's own kind (AccessNetwork), which go on.
/// Input:  `site`: the site's own draws.
/// Output: in order and apart, none past `end`; at most kMostLosses, after which the line stays up.
/// Source: workload survey 2 and 4.
std::vector<Outage> link_losses(const Fault& fault, Time start, Time end, KeyedDraws site);

/// A bound of our own: a loss every minute for a week.
inline constexpr std::size_t kMostLosses = 10'080;

}  // namespace picket::sim
