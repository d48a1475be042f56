#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

namespace picket::sim {

/// The messages that a hub holds for one device until it completes them.
///
/// Model:  first in, first out; at most kDepth messages, those under a lock among them. A message that was received is
///         locked for kLock and then offered again, however often; after its time to live it is gone, locked or not.
/// Input:  calls in time order. A message may be pushed with an `enqueued` later than the calls that follow: it
///         counts at once and can be received from then on. A device whose call for messages was shaped receives at
///         the later time.
/// Output: what expires goes to the `expired` of the call during which it is found.
/// Law:    pushed = completed + expired() + held().
/// Cost:   56 bytes a message; at most 50 of them are looked at in a call.
/// Limits: abandoning, rejecting and the delivery count are not modelled: over MQTT a device can do neither. Whether
///         locked messages count towards the depth is not published; here they do.
/// Source: iot-hub-devguide-messages-c2d, 2026-02-11; iot-hub-devguide-quotas-throttling, 2023-02-09 (depth).
class CloudToDeviceQueue {
 public:
  static constexpr std::size_t kDepth = 50;
  static constexpr Duration kLock = Duration::minutes(1);
  static constexpr Duration kDefaultTimeToLive = Duration::hours(1);

  struct Message {
    std::uint32_t number = 0;
    std::uint32_t deliveries = 0;
    Bytes bytes;
    Time enqueued;
    Time expires;
    Time locked_until = Time::min();
    Duration time_to_live;
  };

  bool full(Time now);
  /// The number of the new message, 1 or more.
  /// Errors: pushing to a full queue is a caller's bug.
  std::uint32_t push(Time now, Time enqueued, Duration time_to_live, Bytes bytes = {});
  /// Locks the oldest message that is not locked; none: no such message.
  std::optional<std::uint32_t> receive(Time now);
  /// Whether a device may complete it; false: its lock is over, or it is not there (412002).
  bool locked(Time now, std::uint32_t message);
  /// Takes the message off. Errors: completing what is not locked is a caller's bug.
  void complete(Time now, std::uint32_t message);

  std::size_t held() const { return messages_.size(); }
  std::int64_t expired() const { return expired_; }
  struct Expired {
    std::vector<Message> messages;  ///< the first kDepth since the last call, in the order in which they were found
    std::int64_t more = 0;
  };
  /// Drops what has expired and gives all that went since the last call.
  Expired take_expired(Time now);

 private:
  void drop_expired(Time now);

  std::vector<Message> messages_;  ///< oldest first
  Expired gone_;                   ///< and not given yet
  std::uint32_t pushed_ = 0;
  std::int64_t expired_ = 0;
};

}  // namespace picket::sim
