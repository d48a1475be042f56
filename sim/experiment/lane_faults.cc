#include <algorithm>

#include "sim/experiment/lane.h"

// What the world's faults came to in this replication, and what they made of the hubs under the lane's policy.

namespace picket::sim {

void Lane::collect_faults(const CarryStage& carry, LaneResult& result) const {
  for (const FaultOccurrence& fault : world_.faults().occurrences()) {
    const Duration from = fault.period.from - world_.start();
    const Duration until = fault.period.until - world_.start();
    result.faults.push_back({fault.fault, from.count_microseconds(), until.count_microseconds(), fault.sites, fault.devices});
    result.marks.push_back({from.to_seconds(), until.to_seconds(), world_.scenario().faults[fault.fault].name, "fault"});
  }
  HubTrouble& trouble = result.trouble;
  for (const Hub& hub : carry.hubs()) {
    const HubCounts& counts = hub.counts();
    trouble.connects += counts.connects;
    trouble.connects_throttled += counts.connects_throttled;
    trouble.connects_refused += counts.connects_bad_token;
    trouble.connects_unavailable += counts.connects_unavailable;
    trouble.connections_taken_over += counts.connections_replaced;
    trouble.sends_throttled += counts.throttled_429002 + counts.throttled_429003;
    trouble.sends_over_quota += counts.over_quota_403002;
  }
  const SiteThroughput& connects = carry.hub_connects();
  for (std::size_t h = 0; h < connects.size(); ++h) {
    trouble.connects_busiest_second = std::max(trouble.connects_busiest_second, connects.at(h).peak_second().count());
  }
  const CarryCounts& counts = carry.counts();
  trouble.messages_duplicated = static_cast<std::int64_t>(counts.duplicates_accepted);
  trouble.messages_copied = static_cast<std::int64_t>(counts.copies_read);
  trouble.messages_late = static_cast<std::int64_t>(counts.messages_late);
  trouble.messages_held = result.messages_held;
  // The herd: a meter that counts connects where others count bytes.
  Series series = connects.at(connects.busiest()).series("hub_connects", world_.end());
  series.unit = "1/s";
  result.series.push_back(std::move(series));
}

}  // namespace picket::sim
