#include "sim/experiment/twin_change_feed.h"

#include <algorithm>
#include <tuple>

namespace picket::sim {

AgentSettings agent_settings_of(const Policy& policy) {
  AgentSettings settings;
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    const auto kind = static_cast<EventKind>(i);
    const KindPolicy& row = policy.of(kind);
    if (!row.collect) continue;
    Duration wait = std::max(policy.intervals[static_cast<std::size_t>(row.priority)], row.window);
    if (is_report(kind)) wait = std::max(wait, policy.snapshot_interval);
    // Collected and sent at once is an interval too: the shortest.
    settings[i].interval = std::max(wait, Duration::microseconds(1));
    settings[i].cache_size = row.cache_size;
  }
  return settings;
}

TwinChangeFeed::TwinChangeFeed(const World& world, const HubRegistry& registry, const TwinRollout* rollout) {
  if (rollout == nullptr) return;
  for (std::uint32_t node = 0; node < rollout->nodes(); ++node) settings_.push_back(agent_settings_of(rollout->policy(node)));
  const std::vector<HubSettings>& hubs = world.scenario().hubs;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    const DeviceId device(d);
    const bool routed = hubs[world.fleet().device(device).hub.value()].configuration.twin_change_events;
    if (!routed || !registry.has_security_module(device)) continue;
    std::uint32_t node = 0;
    events_.push_back({world.begin(), device, node});
    for (const TwinRollout::Arrival& arrival : rollout->arrivals_of(device)) {
      node = rollout->effect(node, arrival.change).to;
      if (arrival.at < world.end()) events_.push_back({arrival.at, device, node});
    }
  }
  // A device's changes of one moment stay in their order.
  std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
    return std::tie(a.time, a.device) < std::tie(b.time, b.device);
  });
}

void TwinChangeFeed::submit_due(Time until, PipelineCore& pipeline) {
  for (; next_ < events_.size() && events_[next_].time <= until; ++next_) {
    const Event& event = events_[next_];
    pipeline.submit(AgentConfiguration{event.time, event.device, settings_[event.node]});
  }
}

ConservationLedger TwinChangeFeed::ledger(const PipelineCounts& counts) const {
  ConservationLedger ledger("twin changes");
  StageBalance& routed = ledger.stage("route");
  routed.produced = static_cast<std::int64_t>(events_.size());
  routed.delivered = static_cast<std::int64_t>(next_);
  routed.held = static_cast<std::int64_t>(events_.size() - next_);
  StageBalance& watched = ledger.stage("hub watch");
  watched.produced = static_cast<std::int64_t>(next_);
  watched.delivered = static_cast<std::int64_t>(counts.hub_watch.agent_configurations);
  return ledger;
}

}  // namespace picket::sim
