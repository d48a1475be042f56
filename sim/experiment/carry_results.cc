#include <algorithm>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// What comes out of the carry stage: messages handed to the pipeline, and the account of those still on their way.

namespace picket::sim {

void CarryStage::run_until(Time end) {
  kernel_->run_until(end);
  submit_enqueued(end);
  log_expired(end);
  if (route_traffic_) route_traffic_->advance(end);
  for (OperationLog& log : logs_) {
    log_buffer_.clear();
    log.pop_until(end, log_buffer_);
    for (const LoggedOperation& logged : log_buffer_) {
      pipeline_.submit(logged.record);
      ++counts_.operations_submitted;
      const bool sent = registry_.logs_to_workspace(logged.record.hub, logged.record.operation);
      if (sent && workspace_ != nullptr) counts_.operation_row_bytes += workspace_->add(logged.record, logged.available_at, logged.detail);
    }
  }
  if (probe_ != nullptr) probe_->on_carried(end);
}

void CarryStage::submit_enqueued(Time end) {
  const auto later = std::stable_partition(enqueued_.begin(), enqueued_.end(),
                                           [end](const Submitted& s) { return s.enqueued <= end; });
  for (auto it = enqueued_.begin(); it != later; ++it) {
    CarriedMessage& message = store_[it->message];
    const MessageBatch& batch = store_.batch_of(message);
    DeviceMessage to_pipeline;
    to_pipeline.device = message.device;
    to_pipeline.sequence = message.sequence;
    to_pipeline.enqueued_time = it->enqueued;
    to_pipeline.encoding = policy_.encoding;
    to_pipeline.compression = message.compression;
    if (world_.scenario().wire == Wire::kExact) {
      to_pipeline.bytes = std::string_view(batch.bytes).substr(message.first_byte, message.body_bytes);
    } else {
      to_pipeline.observations = std::span(batch.observations).subspan(message.first_observation, message.observations);
    }
    pipeline_.submit(to_pipeline);
    if (probe_ != nullptr) {
      const auto labels = accepted_.find({message.device.value(), message.sequence});
      probe_->on_submitted(message, to_pipeline, labels == accepted_.end() ? nullptr : &labels->second);
    }
    if (message.keeps_rows && workspace_ != nullptr) {
      workspace_->add(message, std::span(batch.observations).subspan(message.first_observation, message.observations), it->enqueued);
    }
    ++counts_.messages_submitted;
    counts_.observations_submitted += message.observations;
    counts_.workspace_row_bytes += message.row_bytes;
    if (!message.submitted) counts_.hits_submitted += message.hits;
    message.submitted = true;
    message.keeps_rows = false;  // a second copy is a duplicate and makes no rows
    message.row_bytes = 0;
    submitted_.push_back(it->message);
  }
  enqueued_.erase(enqueued_.begin(), later);
}

void CarryStage::release_submitted() {
  for (const std::uint32_t index : submitted_) {
    --store_[index].readers;
    release_if_done(index);
  }
  submitted_.clear();
  for (const Submitted& later : enqueued_) store_.detach(later.message);
  for (Line& line : lines_) {
    for (std::uint32_t i = line.shared_head; i != kNoMessage; i = store_[i].next) store_.detach(i);
    line.shared_head = kNoMessage;
  }
}

void CarryStage::release_if_done(std::uint32_t index) {
  if (!store_[index].finished || store_[index].readers > 0) return;
  settle_unread(index);
  store_.release(index);
}

void CarryStage::charge(std::uint32_t device, const WireCost& cost, std::int64_t times) {
  counts_.uplink_payload_bytes += cost.up.payload.count() * times;
  counts_.uplink_envelope_bytes += cost.up.envelope.count() * times;
  counts_.uplink_upkeep_bytes += cost.up.upkeep.count() * times;
  counts_.downlink_bytes += cost.down.total().count() * times;
  line_meter_.add(device, cost.up.total().count() * times, cost.down.total().count() * times);
}

void CarryStage::account_pings(std::uint32_t device, Time now) {
  SessionState& session = lines_[device].session;
  const ClientPreset& client = world_.scenario().client;
  const Time silent_since = session.last_traffic;
  const std::uint32_t before = session.pings;
  account_idle(client, session, now);
  const std::int64_t pings = session.pings - before;
  if (pings == 0) return;
  const WireCost& ping = wire_of(device).ping();
  charge(device, ping, pings);
  const Duration period = ping_period(client);
  line_meter_.exchanges(device, silent_since + period, period, pings, {ping.up.total(), ping.down.total(), 1});
}

void CarryStage::measure_abandoned(std::uint32_t device, std::uint16_t epoch, Time now, bool delivered) {
  const auto found = abandoned_.find({device, epoch});
  PICKET_CHECK(found != abandoned_.end(), "device", device);
  if (delivered) measure(device, found->second.from, now, found->second.bytes);
  abandoned_.erase(found);
}

/// In line, a transfer has the line to itself from the end of the one before; what it waited is not its time.
void CarryStage::measure(std::uint32_t device, Time from, Time now, Bytes bytes) {
  const std::uint32_t site = site_of(device).value();
  if (sharing_ == Sharing::kFifo) from = std::max(from, line_free_[site]);
  line_free_[site] = now;
  site_throughput_.at(site).add(from, now, bytes);
  cell_meter_.add(SiteId(site), from, now, bytes);
}

void CarryStage::account_keep_alive(Time now) {
  for (std::uint32_t d = 0; d < lines_.size(); ++d) account_pings(d, now);
  line_meter_.finish(now);
  site_throughput_.finish();
  cell_meter_.finish();
  hub_throughput_.finish();
  hub_connects_.finish();
  registrations_.finish();
}

std::uint64_t CarryStage::operations_logged() const {
  std::uint64_t logged = 0;
  for (const OperationLog& log : logs_) logged += log.written();
  return logged;
}

std::uint64_t CarryStage::operations_held() const {
  std::uint64_t held = 0;
  for (const OperationLog& log : logs_) held += log.held();
  return held;
}

std::uint64_t CarryStage::messages_held() const {
  std::uint64_t held = 0;
  for_each_held([&](std::uint32_t) { ++held; });
  return held;
}

std::uint64_t CarryStage::hits_held() const {
  std::uint64_t hits = 0;
  for_each_held([&](std::uint32_t index) { hits += store_[index].hits; });
  return hits;
}

/// Messages in a line's lists that no hub has accepted yet.
template <class Visit>
void CarryStage::for_each_held(Visit visit) const {
  for (const Line& line : lines_) {
    for (const std::uint32_t head : {line.inbox_head, line.queue_head}) {
      for (std::uint32_t i = head; i != kNoMessage; i = store_[i].next) {
        if (!store_[i].accepted) visit(i);
      }
    }
  }
}

std::map<StepRef, std::uint64_t> CarryStage::labels_held() const {
  std::map<StepRef, std::uint64_t> out;
  for (const auto& [message, labels] : labels_) {
    if (store_[message].accepted || is_throttled(store_[message].device.value())) continue;
    for (const MessageLabel& label : labels) out[label.label.ref()] += label.label.events;
  }
  return out;
}

std::map<StepRef, std::uint64_t> CarryStage::labels_throttled() const {
  std::map<StepRef, std::uint64_t> out = labels_throttled_;
  for (const auto& [message, labels] : labels_) {
    if (store_[message].accepted || !is_throttled(store_[message].device.value())) continue;
    for (const MessageLabel& label : labels) out[label.label.ref()] += label.label.events;
  }
  return out;
}

bool CarryStage::is_throttled(std::uint32_t device) const { return lines_[device].throttled; }

/// An agent that stops takes its messages with it, and one that is too large was never going to be accepted.
void CarryStage::note_labels_dropped(std::uint32_t device, const std::vector<MessageLabel>& labels, CarryDrop reason) {
  const bool waited = reason == CarryDrop::kQueueFull || reason == CarryDrop::kExpired;
  for (const MessageLabel& label : labels) {
    if (waited && is_throttled(device)) {
      labels_throttled_[label.label.ref()] += label.label.events;
    } else {
      labels_dropped_[{label.label.ref(), reason}] += label.label.events;
    }
  }
}

Duration CarryStage::offline_until_now(std::uint32_t device) const {
  const Line& line = lines_[device];
  return line.offline_since == Time::max() ? line.offline : line.offline + (kernel_->now() - line.offline_since);
}

/// After each step of the session.
void CarryStage::note_connection(std::uint32_t device) {
  Line& line = lines_[device];
  const bool online = line.online();
  if (!online && line.offline_since == Time::max()) line.offline_since = kernel_->now();
  if (!online || line.offline_since == Time::max()) return;
  line.offline = offline_until_now(device);
  line.offline_since = Time::max();
  line.online_since = kernel_->now();
}

std::span<const std::uint32_t> CarryStage::accepted_sequences(DeviceId device) const {
  const auto found = accepted_sequences_.find(device.value());
  return found == accepted_sequences_.end() ? std::span<const std::uint32_t>() : found->second;
}

std::map<StepRef, std::uint64_t> CarryStage::labels_enqueued_later() const {
  std::map<StepRef, std::uint64_t> out;
  for (const auto& [key, message] : accepted_) {
    if (message.enqueued <= world_.end()) continue;
    for (const MessageLabel& label : message.labels) out[label.label.ref()] += label.label.events;
  }
  return out;
}

void CarryStage::add_to(Digest& digest) const {
  digest.add(counts_.messages_accepted, counts_.duplicates_accepted, counts_.transmissions, counts_.uplink_payload_bytes,
             counts_.uplink_envelope_bytes, counts_.uplink_upkeep_bytes, counts_.downlink_bytes, counts_.connects,
             counts_.operation_records);
  if (const RegistrationCounts& r = registrations_.counts(); r.requests > 0) {
    digest.add(r.begun, r.completed, r.given_up, r.stopped, r.requests, r.accepted, r.throttled);
  }
  for (const Hub& hub : hubs_) {
    digest.add(hub.counts().blocks, hub.counts().busiest_second_messages);
    for (const HubOperation operation : kTwinOperations) {
      const OperationCounts& of = hub.counts().of(operation);
      digest.add(of.requests, of.accepted, of.blocks);
    }
  }
  for (const Hub& hub : hubs_) {
    if (hub.counts().blocks_of_business > 0) digest.add(hub.counts().blocks_of_business);
  }
  if (counts_.messages_past_retention > 0) digest.add(counts_.messages_past_retention);
}

}  // namespace picket::sim
