#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/counts.h"
#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "agent_core/message/message.h"
#include "agent_core/message/message_transport.h"
#include "sim/results/sqlite_handle.h"

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
  std::uint64_t max_bytes = 64ULL << 20U;  ///< bodies and properties; the file is a little larger
  bool operator==(const QueueLimits&) const = default;
};

/// A message that waits, as it will be sent.
struct QueuedMessage {
  std::uint64_t id = 0;    ///< counts the messages of this file from 1 and never comes twice
  Time queued_at;
  std::string properties;  ///< the end of the topic: mqtt_property_bag
  std::string body;
  bool operator==(const QueuedMessage&) const = default;
};

/// Messages on their way to the hub, in a file that survives kill -9.
///
/// Model:  first in, first out. add() and remove() return when the change is on the disk. The message identifier ("$.mid") is given
///         here, of the file's own random number and a counter in it, so that no two messages of a file ever have the same one,
///         whatever kills the program and wherever. A message that was acknowledged, but not removed when the program died, is sent
///         again with the same identifier: a receiver that looks at (device, message identifier) takes it once.
///         At the bound the oldest go, but never `in_flight`, which the hub may have already.
/// Why:    SQLite and no journal of our own: its write-ahead log has checksums, is recovered after a crash at any point, keeps the
///         old state where a disk is full, and has been tested more than anything we could write; a device sends a message a
///         minute or so, so speed does not matter. synchronous=FULL: a power cut loses nothing either.
/// Cost:   one transaction and one or two fsyncs a change; about 1 MB of memory.
/// Errors: open(): a text. add(): a QueueLoss, counted; what is held already stays.
/// Limits: one process at a time; a second one is told so. Who opens a copy of the file gives the same identifiers again.
class OfflineQueue {
 public:
  /// Opens or makes the file, readable by its owner alone; ":memory:" keeps all in memory. `random` names a new file.
  static Result<OfflineQueue, std::string> open(const std::string& path, const QueueLimits& limits, std::uint64_t random);

  /// Takes a message at the end. Output: its id.
  Result<std::uint64_t, QueueLoss> add(Time now, const MarkedMessage& message, std::uint64_t in_flight = 0);
  /// The oldest.
  std::optional<QueuedMessage> head() const;
  /// The head was delivered, and is not given again. False if the disk refused: then a later life may send it again.
  bool remove(std::uint64_t id);
  /// Drops what was queued before `limit`, but for `in_flight`. Output: how many; they are counted as expired.
  std::uint64_t expire(Time limit, std::uint64_t in_flight = 0);

  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return bytes_; }
  const Counts<QueueLoss, std::uint64_t>& losses() const { return losses_; }
  /// How often the file has been opened, this time included: no two lives of an agent have the same number, so it keys what must
  /// not repeat between them.
  std::uint64_t opened() const { return opened_; }
  std::uint64_t lineage() const { return lineage_; }
  /// SQLite's words for what went wrong last.
  const std::string& error() const { return error_; }

 private:
  OfflineQueue(Database database, const QueueLimits& limits) : limits_(limits), database_(std::move(database)) {}
  bool begin_life(std::uint64_t random);
  bool count_held();
  bool execute(const char* sql);
  Statement prepared(const char* sql) const;
  bool finished(sqlite3_stmt* statement);
  bool insert(std::uint64_t id, Time now, const std::string& properties, const std::string& body);
  bool drop_oldest(std::uint64_t incoming, std::uint64_t in_flight, std::uint64_t& dropped, std::uint64_t& freed);
  QueueLoss disk_loss() const;

  QueueLimits limits_;
  Database database_;
  std::uint64_t lineage_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t next_id_ = 1;
  std::uint64_t delivered_ = 0;  ///< ids up to this one are done, whether or not the disk has forgotten them
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  Counts<QueueLoss, std::uint64_t> losses_;
  int code_ = 0;
  mutable std::string error_;
};

}  // namespace picket::sim
