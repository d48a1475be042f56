#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/counts.h"
#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "agent_core/message/message_transport.h"

namespace picket::sim {

/// Why a message left the queue, or never entered it, without being delivered.
enum class QueueLoss : std::uint8_t {
  kOldestDropped,  ///< the queue was at its bound and a newer one came
  kExpired,        ///< older than the client keeps messages
  kDiskFull,       ///< the disk, a quota or a limit on file size refused it
  kDiskError,      ///< the disk refused it for another reason
  kTooLarge,       ///< larger than the queue's bound by itself
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(QueueLoss::kCount_)> kQueueLossNames{
    "oldest_dropped", "expired", "disk_full", "disk_error", "too_large"};
constexpr std::string_view to_string(QueueLoss loss) { return kQueueLossNames[static_cast<std::size_t>(loss)]; }

struct QueueLimits {
  std::uint64_t max_messages = 10'000;
  std::uint64_t max_bytes = 64ULL << 20U;  ///< bodies and properties; a file is a little larger
  bool operator==(const QueueLimits&) const = default;
};

/// A message that waits, as it will be sent.
struct QueuedMessage {
  std::uint64_t id = 0;    ///< counts the messages of this queue from 1 and never comes twice
  Time queued_at;
  std::string properties;  ///< the end of the topic: mqtt_property_bag
  std::string body;
  bool operator==(const QueuedMessage&) const = default;
};

/// Messages on their way to the hub, first in, first out, bounded. `in_flight` is never dropped: the hub may have it already.
class MessageQueue {
 public:
  virtual ~MessageQueue() = default;

  /// Takes a message at the end, and gives it the identifier "$.mid" if it has none. At the bound the oldest go. Output: its id.
  virtual Result<std::uint64_t, QueueLoss> add(Time now, const MarkedMessage& message, std::uint64_t in_flight = 0) = 0;
  /// The oldest.
  virtual std::optional<QueuedMessage> head() const = 0;
  /// The head was delivered, and is not given again. False if it may be sent again in a later life.
  virtual bool remove(std::uint64_t id) = 0;
  /// Drops what was queued before `limit`, but for `in_flight`. Output: how many; they are counted as expired.
  virtual std::uint64_t expire(Time limit, std::uint64_t in_flight = 0) = 0;
  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t bytes() const = 0;
  virtual const Counts<QueueLoss, std::uint64_t>& losses() const = 0;
  /// What went wrong last.
  virtual const std::string& error() const = 0;

 protected:
  MessageQueue() = default;
  MessageQueue(const MessageQueue&) = default;
  MessageQueue(MessageQueue&&) = default;
  MessageQueue& operator=(const MessageQueue&) = default;
  MessageQueue& operator=(MessageQueue&&) = default;
};

}  // namespace picket::sim
