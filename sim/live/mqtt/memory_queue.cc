#include "sim/live/mqtt/memory_queue.h"

#include <algorithm>
#include <utility>

#include "agent_core/message/message.h"
#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

std::uint64_t bytes_of_message(const QueuedMessage& message) { return message.properties.size() + message.body.size(); }

}  // namespace

Result<std::uint64_t, QueueLoss> MemoryQueue::add(Time now, const MarkedMessage& message, std::uint64_t in_flight) {
  MessageMarking marking = message.marking;
  if (marking.message_id.empty()) marking.message_id = to_string(Uuid{lineage_, last_id_ + 1});
  QueuedMessage queued{last_id_ + 1, now, mqtt_property_bag(marking), message.body};
  const std::uint64_t incoming = bytes_of_message(queued);
  if (incoming > limits_.max_bytes || limits_.max_messages == 0) {
    ++losses_[QueueLoss::kTooLarge];
    return QueueLoss::kTooLarge;
  }
  while (messages_.size() + 1 > limits_.max_messages || bytes_ + incoming > limits_.max_bytes) {
    const auto oldest = std::find_if(messages_.begin(), messages_.end(), [=](const QueuedMessage& held) { return held.id != in_flight; });
    // Only the one in flight is left: the new one goes beside it.
    if (oldest == messages_.end()) break;
    drop(oldest, QueueLoss::kOldestDropped);
  }
  bytes_ += incoming;
  messages_.push_back(std::move(queued));
  return ++last_id_;
}

std::optional<QueuedMessage> MemoryQueue::head() const {
  return messages_.empty() ? std::nullopt : std::optional(messages_.front());
}

bool MemoryQueue::remove(std::uint64_t id) {
  if (messages_.empty() || messages_.front().id != id) return true;
  bytes_ -= bytes_of_message(messages_.front());
  messages_.pop_front();
  return true;
}

std::uint64_t MemoryQueue::expire(Time limit, std::uint64_t in_flight) {
  std::uint64_t expired = 0;
  for (auto at = messages_.begin(); at != messages_.end() && at->queued_at < limit;) {
    if (at->id == in_flight) {
      ++at;
      continue;
    }
    at = drop(at, QueueLoss::kExpired);
    ++expired;
  }
  return expired;
}

const std::string& MemoryQueue::error() const {
  static const std::string none;
  return none;
}

std::deque<QueuedMessage>::iterator MemoryQueue::drop(std::deque<QueuedMessage>::iterator message, QueueLoss why) {
  ++losses_[why];
  bytes_ -= bytes_of_message(*message);
  return messages_.erase(message);
}

}  // namespace picket::sim
