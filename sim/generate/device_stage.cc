#include "sim/generate/device_stage.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/generate/device_feeder.h"

namespace picket::sim {
namespace {

/// Agents of a running fleet started at different times; a day covers every timer of the presets.
constexpr Duration kMaxAge = Duration::hours(24);

}  // namespace

DeviceCounts& DeviceCounts::operator+=(const DeviceCounts& other) {
  produced += other.produced;
  sensor_lost += other.sensor_lost;
  observed += other.observed;
  agent_dropped += other.agent_dropped;
  blanked += other.blanked;
  snapshots += other.snapshots;
  emitted_hits += other.emitted_hits;
  observations += other.observations;
  messages += other.messages;
  body_bytes += other.body_bytes;
  messages_resent += other.messages_resent;
  twin += other.twin;
  return *this;
}

UnitTally& UnitTally::operator+=(const UnitTally& other) {
  produced += other.produced;
  sensor_lost += other.sensor_lost;
  no_agent += other.no_agent;
  return *this;
}

void ShardOutput::clear() {
  batch = std::make_unique<MessageBatch>();
  messages.clear();
  labels.clear();
  weak_messages.clear();
  twin_reports.clear();
}

DeviceStage::DeviceStage(const World& world, const Policy& policy, const TwinRollout* rollout)
    : world_(world),
      policy_(policy),
      routes_(world, policy),
      selection_(world),
      rollout_(rollout),
      states_(policy.generation == Generation::kNone ? 0 : world.fleet().size()),
      restart_at_(world.fleet().size(), Time::max()),
      next_world_event_(world.fleet().size(), 0),
      step_index_(world),
      tallies_(step_index_.size()) {
  add_plan(policy);
  for (std::uint32_t node = 1; rollout != nullptr && node < rollout->nodes(); ++node) add_plan(rollout->policy(node));
  if (rollout != nullptr) twins_.resize(world.fleet().size());
  const bool sends_itself = std::any_of(plans_.begin(), plans_.end(), [](const auto& plan) {
    return plan->policy.generation == Generation::kG2Rtos;
  });
  if (sends_itself && !world.outages().empty()) line_changes_.resize(world.fleet().size());
  for (const HubSettings& hub : world.scenario().hubs) hub_resources_.push_back(hub_resource_id(hub.name));
  for (unsigned s = 0; s < kShards; ++s) {
    shards_.push_back(std::make_unique<Shard>());
    if (policy.generation == Generation::kNone) continue;
    const auto [first, last] = devices_of(s);
    for (std::uint32_t d = first; d < last; ++d) {
      if (!world.attacks().under_attack(DeviceId(d))) continue;
      shards_.back()->lineages.emplace(d, std::make_unique<Lineage>());
      shards_.back()->tracked.push_back(d);
    }
  }
}

DeviceStage::~DeviceStage() = default;

void DeviceStage::add_plan(const Policy& policy) {
  plans_.push_back(compile(policy, world_.texts()));
  sensors_.emplace_back(policy, world_.scenario().seed, world_.replication(), world_.texts());
}

std::pair<std::uint32_t, std::uint32_t> DeviceStage::devices_of(unsigned shard) const {
  const std::uint64_t n = world_.fleet().size();
  return {static_cast<std::uint32_t>(n * shard / kShards), static_cast<std::uint32_t>(n * (shard + 1) / kShards)};
}

void DeviceStage::start_shard(unsigned shard_index, Time at) {
  if (policy_.generation == Generation::kNone) return;
  Shard& shard = *shards_[shard_index];
  const auto [first, last] = devices_of(shard_index);
  ShardOutput forgotten;
  forgotten.clear();
  for (std::uint32_t d = first; d < last; ++d) {
    RandomStream random(world_.scenario().seed, world_.replication(), d, Purpose::kAgent);
    const Time born = at - Duration::microseconds(static_cast<std::int64_t>(
                               random.below(static_cast<std::uint64_t>(kMaxAge.count_microseconds()))));
    Feeder feeder(*this, shard, forgotten, DeviceId(d), nullptr);
    start(*feeder.plan, states_[d], born, id_seed_of(world_, DeviceId(d)), shard.pool);
    while (feeder.wake() < at) feeder.poll_at(feeder.wake());
    if (forgotten.messages.size() > 4096) forgotten.clear();
  }
  shard.counts = {};
}

void DeviceStage::feed(DeviceId device, std::span<const EventRun> benign, std::span<const LabelledRun> malicious,
                       Time until, ShardOutput& out) {
  const std::uint32_t d = device.value();
  const std::uint64_t n = world_.fleet().size();
  const auto shard_index = static_cast<unsigned>(((static_cast<std::uint64_t>(d) + 1) * kShards - 1) / n);
  Shard& shard = *shards_[shard_index];
  const auto tracked = shard.lineages.empty() ? shard.lineages.end() : shard.lineages.find(d);
  Feeder feeder(*this, shard, out, device, tracked == shard.lineages.end() ? nullptr : tracked->second.get());
  const std::span<const WorldEvent> world_events = world_.events_of(device);
  std::size_t b = 0;
  std::size_t m = 0;
  auto& pending = shard.pending;
  for (;;) {
    // The earliest of: something that happens to the device, a restart, its line, the agent's wake-up, a change
    // of its twin, an event. On equal times in this order.
    const std::uint32_t w = next_world_event_[d];
    const Time world_at = w < world_events.size() ? world_events[w].time : Time::max();
    const Time restart = restart_at_[d];
    const Time line_at = feeder.line_changes_at();
    const Time wake = feeder.wake();
    const Time twin_at = feeder.twin_at();
    const Time benign_at = b < benign.size() ? benign[b].first.time : Time::max();
    const Time malicious_at = m < malicious.size() ? malicious[m].run.first.time : Time::max();
    std::size_t p = pending.size();
    Time pending_at = Time::max();
    for (std::size_t i = 0; i < pending.size(); ++i) {
      if (pending[i].run.first.time < pending_at) {
        pending_at = pending[i].run.first.time;
        p = i;
      }
    }
    const Time event_at = std::min({benign_at, malicious_at, pending_at});
    const Time other = std::min({world_at, restart, line_at, wake, twin_at});
    if (std::min(event_at, other) >= until) break;
    if (pending.empty() && m == malicious.size() && benign_at < other && benign[b].count == 1) {
      // The common case, one event after the other; only the agent's wake-up can move meanwhile.
      const Time fixed = std::min({world_at, restart, line_at, twin_at, until});
      while (b < benign.size() && benign[b].count == 1 && benign[b].first.time < std::min(fixed, feeder.wake())) {
        EventRun one = benign[b++];
        feeder.observe_part(one, Lineage::kBenign, 0);
      }
      continue;
    }
    if (other <= event_at) {
      if (world_at == other) {
        feeder.apply(world_events[w]);
        ++next_world_event_[d];
      } else if (restart == other) {
        restart_at_[d] = Time::max();
        feeder.restart(restart);
      } else if (line_at == other) {
        feeder.line_changes(line_at);
      } else if (wake == other) {
        feeder.poll_at(wake);
      } else {
        feeder.take_twin_change(twin_at);
      }
      continue;
    }
    Shard::Pending current;
    Time rival;  // the next event of another source
    if (pending_at == event_at) {
      current = pending[p];
      pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(p));
      rival = std::min(benign_at, malicious_at);
    } else if (benign_at == event_at) {
      current = {benign[b], Lineage::kBenign, 0};
      ++b;
      rival = std::min({malicious_at, pending_at, b < benign.size() ? benign[b].first.time : Time::max()});
    } else {
      current = {malicious[m].run, malicious[m].unit, malicious[m].step};
      ++m;
      rival = std::min({benign_at, pending_at, m < malicious.size() ? malicious[m].run.first.time : Time::max()});
    }
    for (const Shard::Pending& rest : pending) rival = std::min(rival, rest.run.first.time);
    if (current.run.count == 1) {
      feeder.observe_part(current.run, current.unit, current.step);
      continue;
    }
    const Time limit = std::max(std::min({other, rival, until}), event_at + Duration::microseconds(1));
    EventRun part = take_before(current.run, limit);
    // A run may itself start a short timer, and then wants a poll before it goes on.
    EventRun now = part;
    if (feeder.running()) {
      now = take_observable(*feeder.plan, *feeder.state, part);
    } else {
      part.count = 0;
    }
    feeder.observe_part(now, current.unit, current.step);
    if (part.count > 0) pending.push_back({part, current.unit, current.step});
    if (current.run.count > 0) pending.push_back(current);
  }
  // A benign run may reach past the window; what is left is fed first in the next one.
  PICKET_CHECK(pending.empty(), "a run reaches past its window; device", d);
}

void DeviceStage::set_trace(AttackTrace* trace) {
  trace_ = trace;
  for (auto& shard : shards_) {
    const auto tracked = shard->lineages.find(trace->device().value());
    if (tracked != shard->lineages.end()) tracked->second->set_trace(trace);
  }
}

void DeviceStage::begin_measuring() {
  measuring_ = true;
  for (auto& shard : shards_) shard->counts = {};
  std::fill(tallies_.begin(), tallies_.end(), UnitTally{});
  carried_in_ = held();
  if (!world_.scenario().prices.raw_events_to_workspace) return;
  row_frames_.resize(world_.fleet().size());
  for (std::uint32_t d = 0; d < row_frames_.size(); ++d) row_frames_[d] = row_frame_of(DeviceId(d));
}

RowFrame DeviceStage::row_frame_of(DeviceId device) const {
  const std::string name = world_.fleet().device_name(device);
  const Policy& policy = plan_of(device).policy;
  return row_frame({policy.encoding, name, policy.agent_version, kSubscription, hub_resource(device)});
}

DeviceCounts DeviceStage::counts() const {
  DeviceCounts sum;
  for (const auto& shard : shards_) sum += shard->counts;
  return sum;
}

std::uint64_t DeviceStage::held() const {
  std::uint64_t sum = 0;
  if (states_.empty()) return 0;
  for (unsigned s = 0; s < kShards; ++s) {
    const auto [first, last] = devices_of(s);
    for (std::uint32_t d = first; d < last; ++d) sum += held_events(plan_of(DeviceId(d)), states_[d], shards_[s]->pool);
    for (const auto& [device, unsent] : shards_[s]->unsent) sum += unsent.hits();
  }
  return sum;
}

UnitTally DeviceStage::tally(std::uint32_t unit) const {
  UnitTally sum;
  for (std::uint16_t step = 0; step < step_index_.steps_of(unit); ++step) sum += tally(StepRef{unit, step});
  return sum;
}

std::map<std::pair<StepRef, DropReason>, std::uint64_t> DeviceStage::labels_lost() const {
  std::map<std::pair<StepRef, DropReason>, std::uint64_t> sum;
  for (const auto& shard : shards_) {
    for (const std::uint32_t d : shard->tracked) {
      for (const auto& [key, n] : shard->lineages.at(d)->lost()) sum[key] += n;
    }
  }
  return sum;
}

std::map<StepRef, std::uint64_t> DeviceStage::labels_held() const {
  std::map<StepRef, std::uint64_t> sum;
  for (const auto& shard : shards_) {
    for (const std::uint32_t d : shard->tracked) {
      for (const auto& [step, n] : shard->lineages.at(d)->held()) sum[step] += n;
    }
    for (const auto& [device, unsent] : shard->unsent) {
      for (const std::vector<Label>& labels : unsent.labels) {
        for (const Label& label : labels) sum[label.ref()] += label.events;
      }
    }
  }
  return sum;
}

std::size_t DeviceStage::bytes() const {
  std::size_t sum = states_.size() * (sizeof(AgentState) + sizeof(Time) + sizeof(std::uint32_t));
  sum += twins_.size() * sizeof(DeviceTwin);
  for (const auto& shard : shards_) sum += shard->pool.bytes_in_use();
  return sum;
}

}  // namespace picket::sim
