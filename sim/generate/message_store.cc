#include "sim/generate/message_store.h"

#include "agent_core/base/check.h"

namespace picket::sim {

std::uint32_t MessageStore::add(const CarriedMessage& message) {
  if (free_.empty()) {
    messages_.push_back(message);
    return static_cast<std::uint32_t>(messages_.size() - 1);
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  messages_[index] = message;
  return index;
}

void MessageStore::leave_batch(std::uint32_t batch) {
  PICKET_CHECK(batches_[batch] != nullptr && batches_[batch]->live > 0, "batch", batch);
  if (--batches_[batch]->live > 0) return;
  batches_[batch].reset();
  free_batches_.push_back(batch);
}

void MessageStore::release(std::uint32_t index) {
  leave_batch(messages_[index].batch);
  free_.push_back(index);
}

void MessageStore::detach(std::uint32_t index) {
  CarriedMessage& message = messages_[index];
  const MessageBatch& shared = *batches_[message.batch];
  if (shared.own) return;
  auto own = std::make_unique<MessageBatch>();
  own->own = true;
  own->live = 1;
  if (!shared.bytes.empty()) own->bytes = shared.bytes.substr(message.first_byte, message.body_bytes);
  if (message.holds_observations) {
    const auto first = shared.observations.begin() + message.first_observation;
    own->observations.assign(first, first + message.observations);
  }
  const std::uint32_t old = message.batch;
  message.batch = add_batch(std::move(own));
  message.first_byte = 0;
  message.first_observation = 0;
  leave_batch(old);
}

std::uint32_t MessageStore::add_batch(std::unique_ptr<MessageBatch> batch) {
  if (free_batches_.empty()) {
    batches_.push_back(std::move(batch));
    return static_cast<std::uint32_t>(batches_.size() - 1);
  }
  const std::uint32_t index = free_batches_.back();
  free_batches_.pop_back();
  batches_[index] = std::move(batch);
  return index;
}

}  // namespace picket::sim
