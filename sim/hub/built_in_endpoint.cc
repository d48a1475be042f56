#include "sim/hub/built_in_endpoint.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

BuiltInEndpoint::BuiltInEndpoint(const HubSettings& hub, Time start)
    : retention_(hub.retention),
      spacing_(hub.reader.messages_per_second > 0 ? Duration::from_seconds(1 / hub.reader.messages_per_second) : Duration()),
      free_at_(hub.partitions, start) {
  PICKET_CHECK(hub.partitions > 0, "partitions", hub.partitions);
  for (const ReaderOutage& outage : hub.reader.outages) {
    const Time from = start + outage.start;
    outages_.push_back({from, from + outage.duration});
  }
  std::stable_sort(outages_.begin(), outages_.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
}

BuiltInEndpoint::Reading BuiltInEndpoint::read(unsigned partition, Time enqueued, Time not_before) {
  Time turn = std::max(enqueued, not_before);
  if (is_paced()) turn = std::max(turn, free_at_.at(partition));
  // By their begin: one that is over when it ends cannot begin again in an earlier one.
  for (const Span& outage : outages_) {
    if (turn >= outage.from) turn = std::max(turn, outage.until);
  }
  if (turn - enqueued > retention_) {
    ++counts_.messages_lost;
    return {turn, true};
  }
  free_at_[partition] = turn + spacing_;
  ++counts_.messages_read;
  const double lag = (turn - enqueued).to_seconds();
  counts_.lag_seconds_sum += lag;
  counts_.lag_seconds_max = std::max(counts_.lag_seconds_max, lag);
  return {turn, false};
}

}  // namespace picket::sim
