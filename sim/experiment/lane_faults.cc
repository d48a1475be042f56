#include <algorithm>
#include <utility>

#include "sim/experiment/lane.h"

// What the world's faults came to in this replication, and what they made of the hubs under the lane's policy.

namespace picket::sim {
namespace {

/// A meter that counts events where others count bytes.
Series event_rate(const ThroughputMeter& meter, const char* name, Time end) {
  Series series = meter.series(name, end);
  series.unit = "1/s";
  return series;
}

void collect_registrations(const RegistrationDesk& desk, Time end, LaneResult& result) {
  const RegistrationCounts& counts = desk.counts();
  if (counts.requests == 0) return;
  HubTrouble& trouble = result.trouble;
  trouble.registrations = signed_count(counts.begun);
  trouble.registrations_completed = signed_count(counts.completed);
  trouble.registrations_given_up = signed_count(counts.given_up);
  trouble.registration_requests = signed_count(counts.requests);
  trouble.registration_polls = signed_count(counts.status_polls);
  trouble.registration_requests_throttled = signed_count(counts.throttled);
  const std::size_t busiest = desk.requests().busiest();
  trouble.registration_requests_busiest_minute = desk.requests().at(busiest).peak_minute().count();
  result.series.push_back(event_rate(desk.requests().at(busiest), "registration_requests", end));
  result.series.push_back(event_rate(desk.completions().at(busiest), "registrations_completed", end));
}

}  // namespace

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
  const OutageReturns& returns = carry.outage_returns();
  trouble.connections_lost_in_outages = returns.lost();
  trouble.connections_back_after_outages = static_cast<std::int64_t>(returns.waits().size());
  trouble.reconnect_us_median = returns.wait_quantile(0.5);
  trouble.reconnect_us_95_percent = returns.wait_quantile(0.95);
  trouble.reconnect_us_99_percent = returns.wait_quantile(0.99);
  trouble.reconnect_us_longest = returns.wait_quantile(1);
  const CarryCounts& counts = carry.counts();
  trouble.messages_duplicated = static_cast<std::int64_t>(counts.duplicates_accepted);
  trouble.messages_copied = static_cast<std::int64_t>(counts.copies_read);
  trouble.messages_late = static_cast<std::int64_t>(counts.messages_late);
  trouble.messages_held = result.messages_held;
  // The herd.
  result.series.push_back(event_rate(connects.at(connects.busiest()), "hub_connects", world_.end()));
  collect_registrations(carry.registrations(), world_.end(), result);
}

}  // namespace picket::sim
