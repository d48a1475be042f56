#include "sim/experiment/replay_lane.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/generate/device_stage.h"
#include "sim/generate/message_bytes.h"
#include "sim/results/raw_event_row.h"

namespace picket::sim {
namespace {

/// In place of a draw of the hub's ingress latency: its median.
constexpr double kMedian = 0.5;
/// How much of the time after the trace the series shows.
constexpr Duration kSeriesTail = Duration::hours(12);

PipelineSettings pipeline_settings(const ReplaySetting& setting) {
  PipelineSettings settings = setting.pipeline;
  settings.silence = false;
  return settings;
}

}  // namespace

Duration longest_hold(const Policy& policy) {
  Duration longest = std::max({policy.max_delay, policy.collect_interval, policy.consumer_interval});
  Duration window;
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    if (!policy.kinds[k].collect) continue;
    window = std::max(window, policy.kinds[k].window);
    longest = std::max(longest, policy.intervals[static_cast<std::size_t>(policy.kinds[k].priority)]);
  }
  // Generation 1 sends one message a period; a full cache takes as many periods as it makes messages.
  std::int64_t periods = 1;
  if (is_generation_1(policy.generation)) periods += policy.cache_bytes / std::max(1U, policy.max_message_bytes);
  return longest * periods + 2 * (window + policy.collect_interval + 3 * policy.first_collection_jitter) + longest +
         kRestartDelay;
}

ReplayLane::ReplayLane(const ReplaySetting& setting, std::string name, const Policy& policy)
    : setting_(setting),
      trace_(*setting.trace),
      name_(std::move(name)),
      policy_(policy),
      hub_resource_(hub_resource_id(setting.hub.name)),
      plan_(compile(policy_, *trace_.texts)),
      pipeline_delays_(setting.pipeline.processing_delay + 2 * setting.pipeline.fleet_interval),
      pipeline_(setting.content, pipeline_settings(setting), *trace_.texts),
      judge_(trace_, *setting.content),
      hub_(setting.hub, 0),
      client_(setting.client, policy.generation == Generation::kNone ? std::vector<std::string>() : trace_.devices,
              policy.module_name, trace_.start(), trace_.last()),
      line_(1, trace_.start(), trace_.span() + std::min(longest_hold(policy), kSeriesTail), kPlotPoints),
      ingress_(1, trace_.start(), trace_.span() + std::min(longest_hold(policy), kSeriesTail), kPlotPoints),
      states_(policy.generation == Generation::kNone ? 0 : trace_.devices.size()),
      lineages_(trace_.devices.size()),
      end_(trace_.last()) {
  pipeline_.set_learning(false);
  for (std::uint32_t d = 0; d < trace_.devices.size(); ++d) {
    PICKET_CHECK(hub_.add_identity(DeviceId(d), !states_.empty()), "identities", d);
    hub_.assume_connected(agent_of(d));
    pipeline_.register_device(DeviceId(d), ClassId(0), Duration(), trace_.start());
  }
  if (states_.empty()) return;
  for (const ReplayUnit& unit : trace_.units) {
    if (!lineages_[unit.device]) lineages_[unit.device] = std::make_unique<Lineage>();
  }
}

void ReplayLane::start_agents() {
  for (std::uint32_t d = 0; d < states_.size(); ++d) {
    start(*plan_, states_[d], trace_.start(), hash_combine(setting_.seed, d), pool_);
    ask_again_at(d);
  }
}

void ReplayLane::ask_again_at(std::uint32_t device) {
  const Time wake = next_wake_up(states_[device]);
  if (wake != Time::max()) wakes_.emplace(wake, device);
}

void ReplayLane::count_drops(const Counts<DropReason>& dropped) {
  for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
    const auto reason = static_cast<DropReason>(r);
    agent_dropped_[reason] += static_cast<std::uint64_t>(dropped[reason]);
  }
}

/// Polls every agent that wants to be polled up to and including `until`, in order of time.
void ReplayLane::poll_before(Time until) {
  while (!wakes_.empty() && wakes_.top().first <= until) {
    const auto [at, device] = wakes_.top();
    wakes_.pop();
    if (next_wake_up(states_[device]) != at) continue;  // an event has set another time since
    if (draining_ && held_events(*plan_, states_[device], pool_) == 0) continue;
    poll_at(device, at);
    ask_again_at(device);
  }
}

void ReplayLane::poll_at(std::uint32_t device, Time now) {
  poll(*plan_, states_[device], now, pool_, emission_, lineages_[device].get());
  take_emission(device, now);
  if (!emission_.wants_snapshot) return;
  if (!draining_) take_snapshot(device, now);
  poll(*plan_, states_[device], now, pool_, emission_, lineages_[device].get());
  take_emission(device, now);
}

void ReplayLane::take_snapshot(std::uint32_t device, Time now) {
  Lineage* lineage = lineages_[device].get();
  if (lineage != nullptr) lineage->set_source(Lineage::kBenign, 0, now, Duration());
  const Record information = trace_.information;
  const Fate fate = on_snapshot(*plan_, states_[device], now, {&information, 1}, pool_, lineage);
  count_drops(fate.dropped);
  snapshots_taken_ += fate.created + static_cast<std::uint64_t>(fate.dropped.total()) - fate.displaced;
}

void ReplayLane::play() {
  for (const ReplayEvent& event : trace_.events) {
    if (states_.empty()) {
      ++agent_dropped_[DropReason::kNotCollected];
      continue;
    }
    const Time now = event.event.time;
    poll_before(now);
    AgentState& state = states_[event.device];
    Lineage* lineage = lineages_[event.device].get();
    if (lineage != nullptr) lineage->set_source(event.unit, 0, now, Duration());
    const Time wake = next_wake_up(state);
    const Fate fate = observe(*plan_, state, EventRun{event.event, 1, {}, VaryingField::kNone, 0, 0}, pool_, lineage);
    count_drops(fate.dropped);
    if (fate.poll_now) poll_at(event.device, now);
    if (next_wake_up(state) != wake) ask_again_at(event.device);
  }
}

void ReplayLane::drain() {
  draining_ = true;
  poll_before(trace_.last() + longest_hold(policy_));
}

void ReplayLane::take_emission(std::uint32_t device, Time now) {
  count_drops(emission_.dropped);
  snapshots_taken_ += emission_.log_lines;
  if (emission_.messages.empty()) return;
  const std::uint64_t seed = hash_combine(setting_.seed, device);
  AgentIdentity identity;
  identity.device = DeviceId(device);
  identity.device_name = trace_.devices[device];
  identity.module_name = policy_.module_name;
  identity.agent_version = policy_.agent_version;
  identity.agent_id = {mix64(seed ^ 1), mix64(seed ^ 2)};
  identity.id_seed = {mix64(seed ^ 3), mix64(seed ^ 4)};
  identity.extended = policy_.extended_fields;
  identity.dialect = policy_.dialect;
  for (const Emission::Message& message : emission_.messages) take_message(device, now, message, identity);
}

void ReplayLane::take_message(std::uint32_t device, Time now, const Emission::Message& message,
                              const AgentIdentity& identity) {
  const auto observations = std::span(emission_.observations).subspan(message.begin, message.end - message.begin);
  const SecurityMessage content{message.sequence, now, observations, message.collection_interval};
  // The pipeline numbers observations in wire order; labels must use the same numbers.
  wire_order(policy_.encoding, observations, order_);
  bytes_.clear();
  append_message(policy_.encoding, identity, content, *trace_.texts, policy_.compression, nullptr, bytes_);
  RowContext rows{policy_.encoding, identity.device_name, identity.agent_version, kSubscription, hub_resource_};
  std::uint64_t hits = 0;
  std::uint64_t row_bytes = 0;
  std::vector<MessageLabel> labels;
  for (std::size_t position = 0; position < order_.size(); ++position) {
    const Observation& observation = observations[order_[position]];
    const EventKind kind = kind_of(observation.record);
    if (is_report(kind))
      snapshots_emitted_ += observation.hit_count;
    hits += observation.hit_count;
    row_bytes +=
        raw_event_row_bytes(rows, as_received(policy_.encoding, identity, content, observation), *trace_.texts);
    if (!lineages_[device]) continue;
    for (const Label& label : lineages_[device]->take(emission_.slots[message.begin + order_[position]])) {
      labels.push_back({static_cast<std::uint32_t>(position), label});
    }
  }
  if (deliver(device, content, hits, std::move(labels))) row_bytes_ += row_bytes;
}

bool ReplayLane::deliver(std::uint32_t device, const SecurityMessage& message, std::uint64_t hits,
                         std::vector<MessageLabel> labels) {
  ++messages_;
  if (message.created > trace_.last()) ++messages_late_;
  emitted_hits_ += hits;
  digest_.add(device, message.sequence, message.created, std::string_view(bytes_));
  const Bytes body(static_cast<std::int64_t>(bytes_.size()));
  const Time arrived = message.created + kLineDelay;
  line_.at(0).add(message.created, arrived, client_.publish(device, message.created, body));
  const Hub::SendAnswer answer =
      hub_.send(agent_of(device), arrived, metered_size(body, kSecurityPropertyValues, Bytes(0)), kMedian);
  if (answer.result_type != hub_code::kOk) {
    PICKET_CHECK(answer.result_type == hub_code::kMessageTooLarge, "result", answer.result_type);
    too_large_hits_ += hits;
    for (const MessageLabel& label : labels) labels_too_large_[label.label.unit] += label.label.events;
    return false;
  }
  accepted_hits_ += hits;
  observations_ += message.observations.size();
  ingress_.at(0).add(arrived, arrived, body);
  if (!labels.empty()) {
    judge_.arrived(DeviceId(device), message.sequence,
                   {message.created, arrived, answer.enqueued_time, std::move(labels)});
  }
  end_ = std::max(end_, answer.enqueued_time);
  DeviceMessage to_pipeline;
  to_pipeline.device = DeviceId(device);
  to_pipeline.sequence = message.sequence;
  to_pipeline.enqueued_time = answer.enqueued_time;
  to_pipeline.encoding = policy_.encoding;
  to_pipeline.compression = policy_.compression;
  to_pipeline.bytes = bytes_;
  pipeline_.ingest(to_pipeline, judge_);
  return true;
}

std::uint64_t ReplayLane::held() const {
  std::uint64_t sum = 0;
  for (const AgentState& state : states_) sum += held_events(*plan_, state, pool_);
  return sum;
}

ReplayLaneResult ReplayLane::run() {
  start_agents();
  play();
  if (!states_.empty()) drain();
  end_ += pipeline_delays_;
  pipeline_.advance(end_, judge_);
  client_.finish();
  line_.finish();
  ingress_.finish();
  ReplayLaneResult result;
  result.end = end_;
  result.messages_late = messages_late_;
  result.snapshots = snapshots_emitted_;
  result.undecodable = pipeline_.counts().dropped[IngestDrop::kUndecodable];
  collect(result);
  return result;
}

}  // namespace picket::sim
