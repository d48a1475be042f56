#include "agent_core/base/check.h"
#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// Messages of agents: from the device stage into the queues of their clients, and out of them without an answer.

namespace picket::sim {

std::string_view to_string(CarryDrop drop) {
  switch (drop) {
    case CarryDrop::kQueueFull: return "queue_full";
    case CarryDrop::kExpired: return "expired";
    case CarryDrop::kAgentStopped: return "agent_stopped";
    case CarryDrop::kTooLarge: return "message_too_large";
    case CarryDrop::kCount_: break;
  }
  return "";
}

void CarryStage::take(ShardOutput& output) {
  if (weaknesses_ != nullptr) weaknesses_->sent(output.weak_messages);
  take_twin_reports(output);
  if (output.messages.empty()) return;
  const std::uint32_t batch = store_.add_batch(std::move(output.batch));
  for (CarriedMessage& message : output.messages) {
    message.batch = batch;
    const std::uint32_t index = store_.add(message);
    if (message.labels > 0) {
      const auto first = output.labels.begin() + message.label_begin;
      labels_[index].assign(first, first + message.labels);
    }
    ++counts_.messages_taken;
    counts_.hits_taken += message.hits;
    const std::uint32_t d = message.device.value();
    Line& line = lines_[d];
    if (line.inbox_tail == kNoMessage) {
      line.inbox_head = index;
    } else {
      store_[line.inbox_tail].next = index;
    }
    line.inbox_tail = index;
    kernel_->schedule_input(message.created, cookie(CookieType::kMessageCreated, d));
  }
}

void CarryStage::message_created(std::uint32_t device) {
  Line& line = lines_[device];
  const std::uint32_t index = line.inbox_head;
  PICKET_CHECK(index != kNoMessage);
  line.inbox_head = store_[index].next;
  if (line.inbox_head == kNoMessage) line.inbox_tail = kNoMessage;
  store_[index].next = kNoMessage;
  store_[index].offline_before = offline_until_now(device);
  if (line.session.queued >= world_.scenario().client.max_queued_messages) {
    drop(index, CarryDrop::kQueueFull);
    return;
  }
  if (line.queue_tail == kNoMessage) {
    line.queue_head = index;
  } else {
    store_[line.queue_tail].next = index;
  }
  line.queue_tail = index;
  if (line.shared_head == kNoMessage) line.shared_head = index;
  ++line.session.queued;
  input(device, SessionInput::kMessageQueued);
}

std::uint32_t CarryStage::pop_queue(std::uint32_t device) {
  Line& line = lines_[device];
  const std::uint32_t index = line.queue_head;
  PICKET_CHECK(index != kNoMessage && line.session.queued > 0, "device", device);
  line.queue_head = store_[index].next;
  if (line.shared_head == index) line.shared_head = line.queue_head;
  if (line.queue_head == kNoMessage) line.queue_tail = kNoMessage;
  store_[index].next = kNoMessage;
  --line.session.queued;
  return index;
}

void CarryStage::drop(std::uint32_t message, CarryDrop reason) {
  ++counts_.messages_dropped[reason];
  counts_.hits_dropped[reason] += store_[message].hits;
  if (const auto found = labels_.find(message); found != labels_.end()) {
    note_labels_dropped(store_[message].device.value(), found->second, reason);
    if (probe_ != nullptr) probe_->on_dropped(found->second, reason);
    labels_.erase(found);
  }
  if (weaknesses_ != nullptr) weaknesses_->dropped(store_[message].device, store_[message].sequence);
  store_.release(message);
}

void CarryStage::drop_expired(std::uint32_t device) {
  Line& line = lines_[device];
  const auto limit = [&](const CarriedMessage& message) {
    const Duration own = (message.policy == nullptr ? policy_ : *message.policy).message_timeout;
    return own > Duration() ? own : world_.scenario().client.message_timeout;
  };
  while (line.queue_head != kNoMessage && kernel_->now() - store_[line.queue_head].created > limit(store_[line.queue_head])) {
    const std::uint32_t index = pop_queue(device);
    if (store_[index].accepted) {
      store_[index].finished = true;  // the hub has it; only the answer was lost
      release_if_done(index);
    } else {
      drop(index, CarryDrop::kExpired);
    }
  }
}

}  // namespace picket::sim
