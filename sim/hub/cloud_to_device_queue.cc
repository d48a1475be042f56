#include "sim/hub/cloud_to_device_queue.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {

bool CloudToDeviceQueue::full(Time now) {
  drop_expired(now);
  return messages_.size() >= kDepth;
}

std::uint32_t CloudToDeviceQueue::push(Time now, Time enqueued, Duration time_to_live) {
  PICKET_CHECK(!full(now), "messages", messages_.size());
  PICKET_CHECK(enqueued >= now && time_to_live > Duration{});
  ++pushed_;
  messages_.push_back({pushed_, enqueued, enqueued + time_to_live});
  return pushed_;
}

std::optional<std::uint32_t> CloudToDeviceQueue::receive(Time now) {
  drop_expired(now);
  for (Message& message : messages_) {
    if (message.enqueued > now || message.locked_until > now) continue;
    message.locked_until = now + kLock;
    return message.number;
  }
  return std::nullopt;
}

bool CloudToDeviceQueue::locked(Time now, std::uint32_t message) {
  drop_expired(now);
  const auto found = std::ranges::find(messages_, message, &Message::number);
  return found != messages_.end() && found->locked_until > now;
}

void CloudToDeviceQueue::complete(Time now, std::uint32_t message) {
  PICKET_CHECK(locked(now, message), "message", message);
  std::erase_if(messages_, [message](const Message& m) { return m.number == message; });
}

void CloudToDeviceQueue::drop_expired(Time now) {
  expired_ += static_cast<std::int64_t>(std::erase_if(messages_, [now](const Message& m) { return m.expires <= now; }));
}

}  // namespace picket::sim
