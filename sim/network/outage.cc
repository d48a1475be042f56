#include "sim/network/outage.h"

#include <algorithm>

#include "agent_core/base/random.h"

namespace picket::sim {

namespace {
constexpr double kShortestGapSeconds = 1;
// Entities of cells: no fleet has so many sites or devices.
constexpr std::uint32_t kFirstCell = 0x8000'0000;

std::vector<Outage> drawn(const Distribution& outage_gap, const Distribution& outage_duration, RandomStream random, Time from,
                          Time until) {
  std::vector<Outage> outages;
  if (outage_gap == Distribution::constant(0)) return outages;
  Time up_since = from;
  for (;;) {
    // Cut to the period first: a heavy-tailed gap could be longer than a Duration can say.
    const double period = (until - up_since).to_seconds();
    const double gap = std::max(kShortestGapSeconds, outage_gap.sample(random));
    if (gap >= period) return outages;
    const Time start = up_since + Duration::from_seconds(gap);
    constexpr double kLongestSeconds = 100 * 365.0 * 86'400;
    const double seconds = std::min(kLongestSeconds, outage_duration.sample(random));
    const Time end = start + std::max(Duration::microseconds(1), Duration::from_seconds(seconds));
    outages.push_back({start, end});
    up_since = end;
    if (up_since >= until) return outages;
  }
}

}  // namespace

std::vector<Outage> draw_outages(const AccessNetwork& network, std::uint64_t seed, std::uint32_t replication,
                                 SiteId site, Time from, Time until) {
  return drawn(network.outage_gap, network.outage_duration, {seed, replication, site.value(), Purpose::kOutage}, from, until);
}

std::vector<Outage> draw_outages(const Cell& cell, std::uint64_t seed, std::uint32_t replication, std::uint32_t n, Time from,
                                 Time until) {
  return drawn(cell.outage_gap, cell.outage_duration, {seed, replication, kFirstCell | n, Purpose::kOutage}, from, until);
}

}  // namespace picket::sim
