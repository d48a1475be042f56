#include <set>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// From a hub's built-in endpoint to the analytics: when a message is read, twice or late or never.

namespace picket::sim {

/// The hub has enqueued a copy of the message.
void CarryStage::enter_endpoint(std::uint32_t device, std::uint32_t index, const Hub::SendAnswer& answer, Delivery delivery) {
  const Duration late = delivery == Delivery::kLate ? lateness(device) : Duration();
  const HubId hub(hub_index(device));
  BuiltInEndpoint& endpoint = endpoints_[hub.value()];
  const unsigned partition = endpoint.is_paced() ? endpoint.partition_of(world_.fleet().device_name(identity_of(device))) : 0;
  const BuiltInEndpoint::Reading reading =
      endpoint.read(partition, answer.enqueued_time, world_.faults().read_at(hub, answer.enqueued_time));
  if (reading.lost) return lose_at_endpoint(store_[index]);
  const Time read = reading.read + late;
  if (!store_[index].to_be_read) first_copy_to_read(device, index, read, answer.shaped);
  // Kept until the pipeline has read it, whatever the client does with its copy.
  ++store_[index].readers;
  enqueued_.push_back({read, index});
  if (read > answer.enqueued_time) ++counts_.messages_late;
  if (delivery == Delivery::kCopied) read_again(index, read + lateness(device));
}

void CarryStage::lose_at_endpoint(CarriedMessage& message) {
  ++counts_.messages_past_retention;
  if (message.to_be_read || message.hits_counted_lost) return;
  message.hits_counted_lost = true;
  counts_.hits_past_retention += message.hits;
}

/// Of copies of a message, the first that the reader comes in time for is the one that counts.
void CarryStage::first_copy_to_read(std::uint32_t device, std::uint32_t index, Time read, Duration shaped) {
  CarriedMessage& message = store_[index];
  message.to_be_read = true;
  message.arrived = kernel_->now();
  if (message.hits_counted_lost) counts_.hits_past_retention -= message.hits;
  if (weaknesses_ != nullptr) weaknesses_->accepted(DeviceId(device), message.sequence, read);
  const auto found = labels_.find(index);
  if (found == labels_.end()) return;
  accepted_[{device, message.sequence}] = {message.created, message.sent, message.arrived, read,
                                           std::move(found->second), lines_[device].reconnect, shaped};
  accepted_sequences_[device].push_back(message.sequence);
  labels_.erase(found);
}

/// The client is done with an accepted message: what nobody is to read of it, nobody ever will.
void CarryStage::settle_unread(std::uint32_t index) {
  const CarriedMessage& message = store_[index];
  if (message.to_be_read) return;
  if (weaknesses_ != nullptr) weaknesses_->dropped(message.device, message.sequence);
  const auto found = labels_.find(index);
  if (found == labels_.end()) return;
  for (const MessageLabel& label : found->second) labels_past_retention_[label.label.ref()] += label.label.events;
  if (probe_ != nullptr) probe_->on_past_retention(found->second);
  labels_.erase(found);
}

std::map<StepRef, std::uint64_t> CarryStage::labels_past_retention() const {
  std::map<StepRef, std::uint64_t> out = labels_past_retention_;
  for (const auto& [message, labels] : labels_) {
    if (!store_[message].accepted) continue;
    for (const MessageLabel& label : labels) out[label.label.ref()] += label.label.events;
  }
  return out;
}

std::uint64_t CarryStage::hits_enqueued_later() const {
  std::set<std::uint32_t> messages;
  for (const Submitted& later : enqueued_) {
    if (!store_[later.message].submitted) messages.insert(later.message);
  }
  std::uint64_t hits = 0;
  for (const std::uint32_t message : messages) hits += store_[message].hits;
  return hits;
}

Delivery CarryStage::delivery_of(std::uint32_t device) {
  const Redelivery* fault = world_.faults().redelivery(DeviceId(device), kernel_->now());
  if (fault == nullptr) return Delivery::kOnce;
  return fault->delivery_of(kernel_->now() - lines_[device].online_since, draw(device, Purpose::kNetworkLoss));
}

Duration CarryStage::lateness(std::uint32_t device) {
  return world_.faults().redelivery(DeviceId(device), kernel_->now())->lateness(draw(device, Purpose::kNetworkJitter));
}

/// The endpoint gives the message to its reader a second time.
void CarryStage::read_again(std::uint32_t message, Time at) {
  ++counts_.copies_read;
  ++store_[message].readers;
  enqueued_.push_back({at, message});
}

}  // namespace picket::sim
