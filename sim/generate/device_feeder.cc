#include "sim/generate/device_feeder.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/generate/message_bytes.h"

namespace picket::sim {

DeviceStage::Feeder::Feeder(DeviceStage& of, Shard& in, ShardOutput& to, DeviceId of_device, Lineage* labels)
    : stage(of),
      shard(in),
      out(to),
      device(of_device),
      state(of.states_.empty() ? nullptr : &of.states_[of_device.value()]),
      lineage(labels),
      plan(&of.plan_of(of_device)),
      sensor(&of.sensors_[of.node_of(of_device)]),
      clock(of.world_.attacks(), of.world_.faults(), of_device) {}

void DeviceStage::Feeder::poll_at(Time now) {
  poll(*plan, *state, now, shard.pool, shard.emission, lineage);
  take_emission(now, plan->policy);
  if (!shard.emission.wants_snapshot) return;
  shard.reports.clear();
  stage.world_.fleet().append_reports(device, now, shard.emission.snapshot_kinds, shard.reports);
  stage.world_.weaknesses().put_into(shard.reports, device, now, shard.emission.snapshot_kinds, [this](std::uint32_t unit) {
    if (stage.weaknesses_ != nullptr) stage.weaknesses_->reported(unit);
  });
  if (lineage != nullptr) add_items_of_attacks(now);
  count_own(on_snapshot(*plan, *state, now, shard.reports, shard.pool, lineage));
  if (lineage != nullptr) lineage->set_source(Lineage::kBenign, 0, now, Duration());
  poll(*plan, *state, now, shard.pool, shard.emission, lineage);
  take_emission(now, plan->policy);
}

void DeviceStage::Feeder::add_items_of_attacks(Time now) {
  shard.items.clear();
  shard.sources.clear();
  stage.world_.attacks().items(device, now, shard.emission.snapshot_kinds, shard.items);
  const auto is_system = [](const LabelledItem& item) { return std::holds_alternative<SystemInformationRecord>(item.record); };
  const auto last_system = std::find_if(shard.items.rbegin(), shard.items.rend(), is_system);
  if (last_system != shard.items.rend()) {
    std::erase_if(shard.reports, [](const Record& record) { return std::holds_alternative<SystemInformationRecord>(record); });
  }
  const std::size_t first = shard.reports.size();
  for (const LabelledItem& item : shard.items) {
    if (is_system(item) && &item != &*last_system) continue;
    shard.reports.push_back(item.record);
    std::uint32_t act = 0;
    if (trace() != nullptr) {
      EventRun shown;
      shown.first = {now, item.record};
      act = trace()->note(item.unit, item.step, shown);
    }
    shard.sources.push_back({item.unit, item.step, item.since, act});
    ++stage.tallies_[stage.step_index_[{item.unit, item.step}]].produced;
  }
  lineage->set_items(first, shard.sources);
}

void DeviceStage::Feeder::count_drops(const Counts<DropReason>& dropped) {
  for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
    const auto reason = static_cast<DropReason>(r);
    shard.counts.agent_dropped[reason] += static_cast<std::uint64_t>(dropped[reason]);
  }
}

/// Of what the agent made itself.
void DeviceStage::Feeder::count_own(const Fate& fate) {
  count_drops(fate.dropped);
  shard.counts.snapshots += fate.created + static_cast<std::uint64_t>(fate.dropped.total()) - fate.displaced;
}

void DeviceStage::Feeder::take_emission(Time now, const Policy& policy) {
  Emission& emission = shard.emission;
  count_drops(emission.dropped);
  shard.counts.snapshots += emission.log_lines;
  if (emission.discard) lose_unsent(DropReason::kExpired);
  if (emission.resend) send_again(now);
  if (emission.messages.empty()) return;
  const std::string name = stage.world_.fleet().device_name(device);
  const AgentIdentity identity = identity_of(stage.world_, policy, device, name);
  for (const Emission::Message& message : emission.messages) {
    lose_unsent(DropReason::kExpired);
    if (waits_for_line()) {
      keep_unsent(now, message);
      continue;
    }
    const auto observations = std::span(emission.observations).subspan(message.begin, message.end - message.begin);
    hand_over({now, now, message, observations, policy, identity},
              [&](std::uint32_t i) { return lineage->take(emission.slots[message.begin + i]); });
  }
}

template <class LabelsOf>
void DeviceStage::Feeder::hand_over(const Outgoing& outgoing, LabelsOf labels_of) {
  const auto& [now, made, message, observations, policy, identity] = outgoing;
  const TextTable& texts = stage.world_.texts();
  SecurityMessage content{message.sequence, made, observations, message.collection_interval};
  if (clock.is_touched()) {
    shard.shown.clear();
    for (const Observation& right : observations) shard.shown.push_back(clock.shown(right));
    content.created = clock.shown(made);
    content.observations = shard.shown;
  }
  CarriedMessage carried;
  carried.device = device;
  carried.sequence = message.sequence;
  carried.observations = static_cast<std::uint32_t>(observations.size());
  carried.created = now;
  if (stage.node_of(device) != 0) carried.policy = &policy;
  MessageBatch& batch = *out.batch;
  // The pipeline numbers observations in wire order; labels must use the same numbers.
  wire_order(policy.encoding, content.observations, shard.order);
  const Scenario& scenario = stage.world_.scenario();
  carried.keeps_rows = stage.measuring_ && stage.selection_.keeps(device, now);
  const bool to_gateway = stage.routes_.place_of(device) != GatewayRoutes::kNone;
  carried.holds_observations = !to_gateway && (scenario.wire == Wire::kSized || carried.keeps_rows);
  MessageForm form{policy.encoding, stage.compression_of(policy), stage.dictionary_.get(), scenario.wire};
  if (to_gateway && form.compression == Compression::kNone) form.wire = Wire::kSized;
  form.wants_size = stage.measuring_ || counts_messages(policy);
  // The warm-up has no bill, and what a gateway is given makes no rows.
  const bool rows = stage.measuring_ && scenario.prices.raw_events_to_workspace && !to_gateway;
  if (rows) form.rows = &stage.row_frames_[device.value()];
  write_message(form, identity, content, shard.order, texts, carried, batch);
  if (to_gateway) {
    // The gateway merges the observations as they are; the bytes are only measured against what it sends.
    batch.bytes.resize(carried.first_byte);
    carried.holds_observations = true;
    for (const std::uint32_t i : shard.order) batch.observations.push_back(content.observations[i]);
  }
  ++batch.live;
  carried.label_begin = static_cast<std::uint32_t>(out.labels.size());
  for (std::size_t position = 0; position < shard.order.size(); ++position) {
    const std::uint32_t i = shard.order[position];
    carried.hits += observations[i].hit_count;
    if (lineage == nullptr) continue;
    const std::vector<Label> labels = labels_of(i);
    for (const Label& label : labels) out.labels.push_back({static_cast<std::uint32_t>(position), label});
    if (const auto label = label_of_clock(outgoing, content, i, labels)) {
      out.labels.push_back({static_cast<std::uint32_t>(position), *label});
    }
  }
  carried.labels = static_cast<std::uint32_t>(out.labels.size()) - carried.label_begin;
  if (stage.weaknesses_ != nullptr && !to_gateway) note_weaknesses(message.sequence, observations);
  shard.counts.emitted_hits += carried.hits;
  shard.counts.observations += carried.observations;
  ++shard.counts.messages;
  shard.counts.body_bytes += carried.body_bytes;
  out.messages.push_back(carried);
  tell_of_delivery(now, carried, policy);
}

std::optional<Label> DeviceStage::Feeder::label_of_clock(const Outgoing& outgoing, const SecurityMessage& written,
                                                         std::uint32_t index, std::span<const Label> labels) {
  if (!clock.is_touched()) return std::nullopt;
  const Observation& right = outgoing.observations[index];
  // A gateway is given the observation itself.
  if (stage.routes_.place_of(device) == GatewayRoutes::kNone) {
    const SecurityMessage rightly{written.sequence, outgoing.made, outgoing.observations, written.collection_interval};
    const auto received = [&](const SecurityMessage& message) {
      return as_received(outgoing.policy.encoding, outgoing.identity, message, message.observations[index]);
    };
    if (received(written) == received(rightly)) return std::nullopt;
  } else if (written.observations[index] == right) {
    return std::nullopt;
  }
  const auto evidence = clock.evidence(right, outgoing.made);
  if (!evidence) return std::nullopt;
  const std::uint32_t unit = evidence->clock.unit;
  if (std::ranges::any_of(labels, [unit](const Label& label) { return label.unit == unit; })) return std::nullopt;
  Label label{unit, evidence->clock.step, 1, evidence->first};
  if (trace() != nullptr) label.act = trace()->note_clock(unit, label.step, right.record, evidence->first);
  ++stage.tallies_[stage.step_index_[{unit, label.step}]].produced;
  return label;
}

void DeviceStage::Feeder::note_weaknesses(std::uint32_t sequence, std::span<const Observation> observations) {
  const WeaknessPlan& weak = stage.world_.weaknesses();
  const auto [first, last] = weak.units_on(device);
  for (std::uint32_t unit = first; unit < last; ++unit) {
    for (const Observation& observation : observations) {
      if (!weak.is_shown_by(unit, observation.record)) continue;
      out.weak_messages.push_back({device, sequence, unit});
      break;
    }
  }
}

/// An agent that is told of a message sent by the one before it would count it as its own.
void DeviceStage::Feeder::tell_of_delivery(Time now, const CarriedMessage& carried, const Policy& policy) {
  const bool minds = plan->policy.generation == Generation::kG2Rtos ? policy.generation == Generation::kG2Rtos
                                                                   : counts_messages(policy) && &policy == &plan->policy;
  if (!minds) return;
  const bool confirmed = policy.generation == Generation::kG1Csharp;
  on_delivery(*plan, *state, now, carried.sequence,
              confirmed ? DeliveryOutcome::kDelivered : DeliveryOutcome::kAccepted, carried.body_bytes);
}

void DeviceStage::Feeder::observe_part(EventRun& part, std::uint32_t unit, std::uint16_t step) {
  const FaultPlan& faults = stage.world_.faults();
  if (!faults.disk_fills_up(device)) return observe_alike(part, unit, step);
  for (;;) {
    const Time changes = faults.disk_changes_after(device, part.first.time);
    if (changes > part.last_time()) return observe_alike(part, unit, step);
    EventRun before = take_before(part, changes);
    observe_alike(before, unit, step);
  }
}

Sighting DeviceStage::Feeder::see(EventRun& part) const {
  const FaultPlan& faults = stage.world_.faults();
  const bool unwritten = faults.disk_is_full(device, part.first.time) && sensor->reads_from_log(part.first.record);
  const std::uint64_t happened = part.count;
  const Sighting sighting = sensor->see(device, part);
  // What no log would have shown keeps its own reason.
  if (!unwritten || sighting.visible == 0) return sighting;
  return {.lost = happened, .reason = SensorLoss::kDiskFull};
}

void DeviceStage::Feeder::observe_alike(EventRun& part, std::uint32_t unit, std::uint16_t step) {
  const std::uint32_t happened = part.count;
  shard.counts.produced += happened;
  std::uint32_t act = 0;
  UnitTally* const tally = unit == Lineage::kBenign ? nullptr : &stage.tallies_[stage.step_index_[{unit, step}]];
  if (tally != nullptr) {
    tally->produced += happened;
    if (trace() != nullptr) act = trace()->note(unit, step, part);
  }
  const Sighting sighting = see(part);
  if (sighting.visible != happened) {
    shard.counts.sensor_lost[sighting.reason] += sighting.lost;
    if (tally != nullptr) tally->sensor_lost[sighting.reason] += sighting.lost;
    if (act != 0) trace()->act(act).sensor_lost[sighting.reason] += sighting.lost;
    if (sighting.visible == 0) return;
  }
  shard.counts.observed += sighting.visible;
  if (sighting.blanked) shard.counts.blanked += sighting.visible;
  if (state == nullptr) {
    shard.counts.agent_dropped[DropReason::kNotCollected] += part.count;
    if (tally != nullptr) tally->no_agent += part.count;
    if (act != 0) trace()->act(act).no_agent += part.count;
    return;
  }
  if (lineage != nullptr) lineage->set_source(unit, step, part.first.time, part.spacing, act);
  if (!running()) {
    shard.counts.agent_dropped[DropReason::kAgentDead] += part.count;
    if (lineage != nullptr) lineage->dropped_events(0, part.count, DropReason::kAgentDead);
    return;
  }
  const Fate fate = observe(*plan, *state, part, shard.pool, lineage);
  if (fate.lost_any) count_drops(fate.dropped);
  if (fate.poll_now) poll_at(part.last_time());
}

void DeviceStage::Feeder::restart(Time at) {
  if (state == nullptr) return;
  start(*plan, *state, at, id_seed_of(stage.world_, device), shard.pool);
  if (line_is_down()) on_connection(*plan, *state, at, false);
}

void DeviceStage::Feeder::apply(const WorldEvent& event) {
  if (state == nullptr) return;
  lose_unsent(DropReason::kAgentStopped);
  if (running()) shard.counts.agent_dropped[DropReason::kAgentStopped] += stop(*plan, *state, shard.pool, lineage);
  Time& at = stage.restart_at_[device.value()];
  if (event.kind == WorldEvent::Kind::kAgentKilled) {
    at = event.duration == Duration::max() ? Time::max() : event.time + event.duration;
  } else {
    at = event.time + event.duration + kAgentStartDelay;
  }
}

// ---- the line of an agent that sends by itself

std::uint64_t DeviceStage::Unsent::hits() const {
  std::uint64_t sum = 0;
  for (const Observation& observation : observations) sum += observation.hit_count;
  return sum;
}

Time DeviceStage::Feeder::line_changes_at() const {
  if (stage.line_changes_.empty()) return Time::max();
  const auto outages = stage.world_.outages_of(stage.world_.fleet().device(device).site);
  const std::uint32_t next = stage.line_changes_[device.value()];
  if (next / 2 >= outages.size()) return Time::max();
  return next % 2 == 0 ? outages[next / 2].start : outages[next / 2].end;
}

void DeviceStage::Feeder::line_changes(Time now) {
  ++stage.line_changes_[device.value()];
  if (running()) on_connection(*plan, *state, now, !line_is_down());
}

/// Starts and ends of outages alternate.
bool DeviceStage::Feeder::line_is_down() const {
  return !stage.line_changes_.empty() && stage.line_changes_[device.value()] % 2 == 1;
}

void DeviceStage::Feeder::keep_unsent(Time now, const Emission::Message& message) {
  const Emission& emission = shard.emission;
  Unsent unsent;
  unsent.message = message;
  unsent.made = now;
  unsent.observations.assign(emission.observations.begin() + message.begin, emission.observations.begin() + message.end);
  for (std::uint32_t i = message.begin; lineage != nullptr && i < message.end; ++i) {
    unsent.labels.push_back(lineage->take(emission.slots[i]));
  }
  shard.unsent[device.value()] = std::move(unsent);
  on_delivery(*plan, *state, now, message.sequence, DeliveryOutcome::kNoConnection, 0);
}

void DeviceStage::Feeder::send_again(Time now) {
  const auto found = shard.unsent.find(device.value());
  if (found == shard.unsent.end() || found->second.message.sequence != *shard.emission.resend) return;
  if (line_is_down()) {
    on_delivery(*plan, *state, now, found->second.message.sequence, DeliveryOutcome::kNoConnection, 0);
    return;
  }
  Unsent unsent = std::move(found->second);
  shard.unsent.erase(found);
  ++shard.counts.messages_resent;
  const std::string name = stage.world_.fleet().device_name(device);
  const AgentIdentity identity = identity_of(stage.world_, plan->policy, device, name);
  hand_over({now, unsent.made, unsent.message, unsent.observations, plan->policy, identity},
            [&](std::uint32_t i) { return std::move(unsent.labels[i]); });
}

void DeviceStage::Feeder::lose_unsent(DropReason reason) {
  const auto found = shard.unsent.find(device.value());
  if (found == shard.unsent.end()) return;
  shard.counts.agent_dropped[reason] += found->second.hits();
  if (lineage != nullptr) {
    for (const std::vector<Label>& labels : found->second.labels) lineage->lose(labels, reason);
  }
  shard.unsent.erase(found);
}

// ---- changes of the twin

Time DeviceStage::Feeder::twin_at() const {
  if (stage.twins_.empty() || !running()) return Time::max();
  const DeviceTwin& twin = stage.twins_[device.value()];
  const auto arrivals = stage.rollout_->arrivals_of(device);
  if (twin.next == arrivals.size()) return Time::max();
  // What was delivered while the agent was down waits for its start; a killed agent starts at its wake-up.
  Time at = std::max(arrivals[twin.next].at, state->phase == AgentPhase::kDead ? state->wake_up : state->started);
  if (at <= twin.last) {
    // The C agent takes one update a tick.
    at = twin.last + (plan->policy.generation == Generation::kG1C ? Duration::microseconds(1) : Duration());
  }
  return state->phase == AgentPhase::kDead ? at : twin_applies_at(*plan, *state, at);
}

void DeviceStage::Feeder::take_twin_change(Time now) {
  DeviceTwin& twin = stage.twins_[device.value()];
  const std::uint32_t change = stage.rollout_->arrivals_of(device)[twin.next].change;
  const TwinRollout::Effect& effect = stage.rollout_->effect(twin.node, change);
  ++twin.next;
  twin.last = now;
  TwinCounts& counts = shard.counts.twin;
  ++counts.delivered;
  ++(effect.applied ? counts.applied : counts.failed);
  counts.reported_bytes += effect.reported_bytes;
  if (effect.reported_bytes > 0) out.twin_reports.push_back({now, device, effect.reported_bytes});
  if (effect.to != twin.node) go_on_under(effect.to, now);
  if (!effect.report.empty()) report(now, effect.report);
}

void DeviceStage::Feeder::go_on_under(std::uint32_t node, Time now) {
  const std::uint32_t d = device.value();
  const AgentPlan& before = *plan;
  lose_unsent(DropReason::kExpired);
  *state = on_twin(before, std::move(*state), *stage.plans_[node], now, shard.pool, shard.emission, lineage);
  stage.twins_[d].node = node;
  plan = stage.plans_[node].get();
  sensor = &stage.sensors_[node];
  shard.counts.twin.flushed_messages += shard.emission.messages.size();
  take_emission(now, before.policy);
  if (!stage.row_frames_.empty()) stage.row_frames_[d] = stage.row_frame_of(device);
}

void DeviceStage::Feeder::report(Time now, std::span<const Record> items) {
  if (lineage != nullptr) lineage->set_source(Lineage::kBenign, 0, now, Duration());
  const Fate fate = on_report(*plan, *state, now, items, shard.pool, lineage);
  count_own(fate);
  shard.counts.twin.configuration_errors += fate.created;
}

}  // namespace picket::sim
