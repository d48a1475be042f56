#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "sim/network/access_network.h"

namespace picket::sim {

/// A time during which a site's line carries nothing: [start, end).
struct Outage {
  Time start;
  Time end;
  bool operator==(const Outage&) const = default;
};

/// The outages of a site's line that begin in [from, until), in order and apart from each other.
///
/// Model:  the line is up for a drawn gap (at least a second), then down for a drawn duration (at
///         least a microsecond), and so on from `from`, where it is up.
/// Output: empty if outage_gap is 0. The last outage may end after `until`.
/// Limits: sites fail independently of each other; power cuts and carrier incidents are faults of
///         the scenario. Draws depend on the key (seed, replication, site) only, so a schedule is the
///         same under every policy, and a longer `until` continues it.
std::vector<Outage> draw_outages(const AccessNetwork& network, std::uint64_t seed, std::uint32_t replication,
                                 SiteId site, Time from, Time until);
/// The same of a cell, the n-th of the replication: its sites' lines carry nothing then, whatever their own outages.
std::vector<Outage> draw_outages(const Cell& cell, std::uint64_t seed, std::uint32_t replication, std::uint32_t n, Time from,
                                 Time until);

}  // namespace picket::sim
