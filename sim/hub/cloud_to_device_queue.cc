#include "sim/hub/cloud_to_device_queue.h"

#include <algorithm>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {

bool CloudToDeviceQueue::full(Time now) {
  drop_expired(now);
  return messages_.size() >= kDepth;
}

std::uint32_t CloudToDeviceQueue::push(Time now, Time enqueued, Duration time_to_live, Bytes bytes) {
  PICKET_CHECK(!full(now), "messages", messages_.size());
  PICKET_CHECK(enqueued >= now && time_to_live > Duration{});
  ++pushed_;
  messages_.push_back({.number = pushed_, .bytes = bytes, .enqueued = enqueued, .expires = enqueued + time_to_live, .time_to_live = time_to_live});
  return pushed_;
}

std::optional<std::uint32_t> CloudToDeviceQueue::receive(Time now) {
  drop_expired(now);
  for (Message& message : messages_) {
    if (message.enqueued > now || message.locked_until > now) continue;
    message.locked_until = now + kLock;
    ++message.deliveries;
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

CloudToDeviceQueue::Expired CloudToDeviceQueue::take_expired(Time now) {
  drop_expired(now);
  return std::exchange(gone_, {});
}

void CloudToDeviceQueue::drop_expired(Time now) {
  const auto is_over = [now](const Message& m) { return m.expires <= now; };
  for (const Message& message : messages_) {
    if (!is_over(message)) continue;
    if (gone_.messages.size() < kDepth) {
      gone_.messages.push_back(message);
    } else {
      ++gone_.more;
    }
  }
  expired_ += static_cast<std::int64_t>(std::erase_if(messages_, is_over));
}

}  // namespace picket::sim
