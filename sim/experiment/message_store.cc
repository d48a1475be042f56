#include "sim/experiment/message_store.h"

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

void MessageStore::release(std::uint32_t index) {
  const std::uint32_t batch = messages_[index].batch;
  PICKET_CHECK(batches_[batch] != nullptr && batches_[batch]->live > 0, "batch", batch);
  if (--batches_[batch]->live == 0) {
    batches_[batch].reset();
    free_batches_.push_back(batch);
  }
  free_.push_back(index);
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
