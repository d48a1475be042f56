#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// The messages that a hub holds for one device until it completes them.
///
/// Model:  first in, first out; at most kDepth messages, those under a lock among them. A message that was received is
///         locked for kLock and then offered again, however often; after its time to live it is gone, locked or not.
/// Input:  calls in time order. A message may be pushed with an `enqueued` later than the calls that follow: it
///         counts at once and can be received from then on. A device whose call for messages was shaped receives at
///         the later time.
/// Law:    pushed = completed + expired() + held().
/// Cost:   32 bytes a message; at most 50 of them are looked at in a call.
/// Limits: abandoning, rejecting and the delivery count are not modelled: over MQTT a device can do neither. Whether
///         locked messages count towards the depth is not published; here they do.
/// Source: iot-hub-devguide-messages-c2d, 2026-02-11; iot-hub-devguide-quotas-throttling, 2023-02-09 (depth).
class CloudToDeviceQueue {
 public:
  static constexpr std::size_t kDepth = 50;
  static constexpr Duration kLock = Duration::minutes(1);
  static constexpr Duration kDefaultTimeToLive = Duration::hours(1);

  bool full(Time now);
  /// The number of the new message, 1 or more.
  /// Errors: pushing to a full queue is a caller's bug.
  std::uint32_t push(Time now, Time enqueued, Duration time_to_live);
  /// Locks the oldest message that is not locked; none: no such message.
  std::optional<std::uint32_t> receive(Time now);
  /// Whether a device may complete it; false: its lock is over, or it is not there (412002).
  bool locked(Time now, std::uint32_t message);
  /// Takes the message off. Errors: completing what is not locked is a caller's bug.
  void complete(Time now, std::uint32_t message);

  std::size_t held() const { return messages_.size(); }
  std::int64_t expired() const { return expired_; }

 private:
  struct Message {
    std::uint32_t number = 0;
    Time enqueued;
    Time expires;
    Time locked_until = Time::min();
  };
  void drop_expired(Time now);

  std::vector<Message> messages_;  ///< oldest first
  std::uint32_t pushed_ = 0;
  std::int64_t expired_ = 0;
};

}  // namespace picket::sim
