#include "sim/experiment/device_stage.h"

#include <algorithm>

#include "agent_core/aggregate/slot_pool.h"
#include "agent_core/base/check.h"
#include "sim/experiment/message_bytes.h"

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
  return *this;
}

void ShardOutput::clear() {
  batch = std::make_unique<MessageBatch>();
  messages.clear();
  labels.clear();
}

/// A worker's own part: pool, counts and scratch space.
struct DeviceStage::Shard {
  struct Pending {
    EventRun run;
    std::uint32_t unit;
    std::uint16_t step;
  };
  SlotPool pool;
  DeviceCounts counts;
  Emission emission;
  std::vector<Record> reports;  ///< answer to wants_snapshot
  std::vector<LabelledItem> items;  ///< of the answer, those that attacks put on the device
  std::vector<ItemSource> sources;  ///< ... and where they come from
  std::vector<std::uint32_t> order;  ///< of a message's observations on the wire
  std::vector<Pending> pending;  ///< rests of runs that others interrupted
  std::unordered_map<std::uint32_t, std::unique_ptr<Lineage>> lineages;  ///< by device; never iterated
  std::vector<std::uint32_t> tracked;                                    ///< its keys, in device order
};

DeviceStage::DeviceStage(const World& world, const Policy& policy)
    : world_(world),
      policy_(policy),
      routes_(world, policy),
      selection_(world),
      counts_messages_(policy.of(EventKind::kMessageStatistics).collect),
      plan_(compile(policy, world.texts())),
      sensor_(policy, world.scenario().seed, world.replication(), world.texts()),
      states_(policy.generation == Generation::kNone ? 0 : world.fleet().size()),
      restart_at_(world.fleet().size(), Time::max()),
      next_world_event_(world.fleet().size(), 0),
      tallies_(world.attacks().units().size()) {
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

std::pair<std::uint32_t, std::uint32_t> DeviceStage::devices_of(unsigned shard) const {
  const std::uint64_t n = world_.fleet().size();
  return {static_cast<std::uint32_t>(n * shard / kShards), static_cast<std::uint32_t>(n * (shard + 1) / kShards)};
}

/// Takes one device through one window.
struct DeviceStage::Feeder {
  DeviceStage& stage;
  Shard& shard;
  ShardOutput& out;
  DeviceId device;
  AgentState* state;  ///< null: no agent on the device
  Lineage* lineage;

  bool running() const { return state != nullptr && state->phase != AgentPhase::kStopped; }

  Time wake() const { return state == nullptr ? Time::max() : next_wake_up(*state); }

  void poll_at(Time now) {
    poll(*stage.plan_, *state, now, shard.pool, shard.emission, lineage);
    take_emission(now);
    if (!shard.emission.wants_snapshot) return;
    shard.reports.clear();
    stage.world_.fleet().append_reports(device, shard.emission.snapshot_kinds, shard.reports);
    if (lineage != nullptr) add_items_of_attacks(now);
    const Fate fate = on_snapshot(*stage.plan_, *state, now, shard.reports, shard.pool, lineage);
    count_drops(fate.dropped);
    shard.counts.snapshots += fate.created + static_cast<std::uint64_t>(fate.dropped.total()) - fate.displaced;
    if (lineage != nullptr) lineage->set_source(Lineage::kBenign, 0, now, Duration());
    poll(*stage.plan_, *state, now, shard.pool, shard.emission, lineage);
    take_emission(now);
  }

  /// What attacks have put on the device is reported with the rest, and is labelled.
  void add_items_of_attacks(Time now) {
    shard.items.clear();
    shard.sources.clear();
    stage.world_.attacks().items(device, now, shard.emission.snapshot_kinds, shard.items);
    const std::size_t first = shard.reports.size();
    for (const LabelledItem& item : shard.items) {
      shard.reports.push_back(item.record);
      shard.sources.push_back({item.unit, item.step, item.since});
      ++stage.tallies_[item.unit].produced;
    }
    lineage->set_items(first, shard.sources);
  }

  void count_drops(const Counts<DropReason>& dropped) {
    for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
      const auto reason = static_cast<DropReason>(r);
      shard.counts.agent_dropped[reason] += static_cast<std::uint64_t>(dropped[reason]);
    }
  }

  void take_emission(Time now);
  void take_message(Time now, const Emission::Message& message, const AgentIdentity& identity);
  void observe_part(EventRun& part, std::uint32_t unit, std::uint16_t step);
  void apply(const WorldEvent& event);
  void restart(Time at);
};

void DeviceStage::Feeder::take_emission(Time now) {
  Emission& emission = shard.emission;
  count_drops(emission.dropped);
  shard.counts.snapshots += emission.log_lines;
  if (emission.messages.empty()) return;
  const std::string name = stage.world_.fleet().device_name(device);
  const AgentIdentity identity = identity_of(stage.world_, stage.policy_, device, name);
  for (const Emission::Message& message : emission.messages) take_message(now, message, identity);
}

void DeviceStage::Feeder::take_message(Time now, const Emission::Message& message, const AgentIdentity& identity) {
  const Emission& emission = shard.emission;
  const auto observations = std::span(emission.observations).subspan(message.begin, message.end - message.begin);
  const TextTable& texts = stage.world_.texts();
  const SecurityMessage content{message.sequence, now, observations, message.collection_interval};
  CarriedMessage carried;
  carried.device = device;
  carried.sequence = message.sequence;
  carried.observations = static_cast<std::uint32_t>(observations.size());
  carried.created = now;
  MessageBatch& batch = *out.batch;
  // The pipeline numbers observations in wire order; labels must use the same numbers.
  wire_order(stage.policy_.encoding, observations, shard.order);
  const Scenario& scenario = stage.world_.scenario();
  const bool to_gateway = stage.routes_.place_of(device) != GatewayRoutes::kNone;
  carried.first_observation = static_cast<std::uint32_t>(batch.observations.size());
  carried.first_byte = static_cast<std::uint32_t>(batch.bytes.size());
  carried.keeps_rows = stage.measuring_ && stage.selection_.keeps(device, now);
  const bool keep = to_gateway || scenario.wire == Wire::kSized || carried.keeps_rows;
  carried.holds_observations = keep;
  // The warm-up has no bill.
  const bool rows = stage.measuring_ && scenario.prices.raw_events_to_workspace;
  if (to_gateway) {
    for (const std::uint32_t i : shard.order) batch.observations.push_back(observations[i]);
  } else if (keep || rows) {
    for (const std::uint32_t i : shard.order) {
      const Observation received = as_received(stage.policy_.encoding, identity, content, observations[i]);
      if (rows) carried.row_bytes += static_cast<std::uint32_t>(raw_event_row_bytes(stage.row_frames_[device.value()], received, texts));
      if (keep) batch.observations.push_back(received);
    }
  }
  const bool sized_only = to_gateway && stage.policy_.compression == Compression::kNone;
  if (scenario.wire == Wire::kExact && !sized_only) {
    carried.compression = stage.compression_now();
    append_message(stage.policy_.encoding, identity, content, texts, carried.compression, stage.dictionary_.get(),
                   batch.bytes);
    carried.body_bytes = static_cast<std::uint32_t>(batch.bytes.size()) - carried.first_byte;
    if (to_gateway) batch.bytes.resize(carried.first_byte);  // it is only measured against what the gateway sends
  } else if (stage.measuring_ || stage.counts_messages_) {
    carried.body_bytes = static_cast<std::uint32_t>(encoded_size(stage.policy_.encoding, identity, content, texts));
  }
  ++batch.live;
  carried.label_begin = static_cast<std::uint32_t>(out.labels.size());
  for (std::size_t position = 0; position < shard.order.size(); ++position) {
    const std::uint32_t i = shard.order[position];
    carried.hits += observations[i].hit_count;
    if (lineage == nullptr) continue;
    for (const Label& label : lineage->take(emission.slots[message.begin + i])) {
      out.labels.push_back({static_cast<std::uint32_t>(position), label});
    }
  }
  carried.labels = static_cast<std::uint32_t>(out.labels.size()) - carried.label_begin;
  shard.counts.emitted_hits += carried.hits;
  shard.counts.observations += carried.observations;
  ++shard.counts.messages;
  shard.counts.body_bytes += carried.body_bytes;
  if (stage.counts_messages_) {
    const bool confirmed = stage.policy_.generation == Generation::kG1Csharp;
    on_delivery(*stage.plan_, *state, now, message.sequence,
                confirmed ? DeliveryOutcome::kDelivered : DeliveryOutcome::kAccepted, carried.body_bytes);
  }
  out.messages.push_back(carried);
}

void DeviceStage::Feeder::observe_part(EventRun& part, std::uint32_t unit, std::uint16_t step) {
  const std::uint32_t happened = part.count;
  shard.counts.produced += happened;
  if (unit != Lineage::kBenign) stage.tallies_[unit].produced += happened;
  const Sighting sighting = stage.sensor_.see(device, part);
  if (sighting.visible != happened) {
    shard.counts.sensor_lost[sighting.reason] += sighting.lost;
    if (unit != Lineage::kBenign) stage.tallies_[unit].sensor_lost[sighting.reason] += sighting.lost;
    if (sighting.visible == 0) return;
  }
  shard.counts.observed += sighting.visible;
  if (sighting.blanked) shard.counts.blanked += sighting.visible;
  if (state == nullptr) {
    shard.counts.agent_dropped[DropReason::kNotCollected] += part.count;
    if (unit != Lineage::kBenign) stage.tallies_[unit].no_agent += part.count;
    return;
  }
  if (lineage != nullptr) lineage->set_source(unit, step, part.first.time, part.spacing);
  if (!running()) {
    shard.counts.agent_dropped[DropReason::kAgentDead] += part.count;
    if (lineage != nullptr) lineage->dropped_events(0, part.count, DropReason::kAgentDead);
    return;
  }
  const Fate fate = observe(*stage.plan_, *state, part, shard.pool, lineage);
  if (fate.lost_any) count_drops(fate.dropped);
  if (fate.poll_now) poll_at(part.last_time());
}

void DeviceStage::Feeder::restart(Time at) {
  if (state != nullptr) start(*stage.plan_, *state, at, id_seed_of(stage.world_, device), shard.pool);
}

void DeviceStage::Feeder::apply(const WorldEvent& event) {
  if (state == nullptr) return;
  if (running()) {
    shard.counts.agent_dropped[DropReason::kAgentStopped] += stop(*stage.plan_, *state, shard.pool, lineage);
  }
  Time& at = stage.restart_at_[device.value()];
  if (event.kind == WorldEvent::Kind::kAgentKilled) {
    at = event.duration == Duration::max() ? Time::max() : event.time + event.duration;
  } else {
    at = event.time + event.duration + kAgentStartDelay;
  }
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
    Feeder feeder{*this, shard, forgotten, DeviceId(d), &states_[d], nullptr};
    start(*plan_, states_[d], born, id_seed_of(world_, DeviceId(d)), shard.pool);
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
  Feeder feeder{*this,  shard, out, device, states_.empty() ? nullptr : &states_[d],
                tracked == shard.lineages.end() ? nullptr : tracked->second.get()};
  const std::span<const WorldEvent> world_events = world_.events_of(device);
  std::size_t b = 0;
  std::size_t m = 0;
  auto& pending = shard.pending;
  for (;;) {
    // The earliest of: something that happens to the device, a restart, the agent's wake-up, an
    // event. On equal times in this order.
    const std::uint32_t w = next_world_event_[d];
    const Time world_at = w < world_events.size() ? world_events[w].time : Time::max();
    const Time restart = restart_at_[d];
    const Time wake = feeder.wake();
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
    const Time other = std::min({world_at, restart, wake});
    if (std::min(event_at, other) >= until) break;
    if (pending.empty() && m == malicious.size() && benign_at < other && benign[b].count == 1) {
      // The common case, one event after the other; only the agent's wake-up can move meanwhile.
      const Time fixed = std::min({world_at, restart, until});
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
      } else {
        feeder.poll_at(wake);
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
      now = take_observable(*plan_, *feeder.state, part);
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

void DeviceStage::begin_measuring() {
  measuring_ = true;
  for (auto& shard : shards_) shard->counts = {};
  std::fill(tallies_.begin(), tallies_.end(), UnitTally{});
  carried_in_ = held();
  if (!world_.scenario().prices.raw_events_to_workspace) return;
  row_frames_.resize(world_.fleet().size());
  for (std::uint32_t d = 0; d < row_frames_.size(); ++d) {
    const std::string name = world_.fleet().device_name(DeviceId(d));
    row_frames_[d] = row_frame({policy_.encoding, name, policy_.agent_version, kSubscription, hub_resource(DeviceId(d))});
  }
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
    for (std::uint32_t d = first; d < last; ++d) sum += held_events(*plan_, states_[d], shards_[s]->pool);
  }
  return sum;
}

std::map<std::pair<std::uint32_t, DropReason>, std::uint64_t> DeviceStage::labels_lost() const {
  std::map<std::pair<std::uint32_t, DropReason>, std::uint64_t> sum;
  for (const auto& shard : shards_) {
    for (const std::uint32_t d : shard->tracked) {
      for (const auto& [key, n] : shard->lineages.at(d)->lost()) sum[key] += n;
    }
  }
  return sum;
}

std::map<std::uint32_t, std::uint64_t> DeviceStage::labels_held() const {
  std::map<std::uint32_t, std::uint64_t> sum;
  for (const auto& shard : shards_) {
    for (const std::uint32_t d : shard->tracked) {
      for (const auto& [unit, n] : shard->lineages.at(d)->held()) sum[unit] += n;
    }
  }
  return sum;
}

std::size_t DeviceStage::bytes() const {
  std::size_t sum = states_.size() * (sizeof(AgentState) + sizeof(Time) + sizeof(std::uint32_t));
  for (const auto& shard : shards_) sum += shard->pool.bytes_in_use();
  return sum;
}

}  // namespace picket::sim
