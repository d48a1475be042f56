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
#include "sim/live/mqtt/message_queue.h"
#include "sim/results/sqlite_handle.h"

namespace picket::sim {

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
class OfflineQueue final : public MessageQueue {
 public:
  /// Opens or makes the file, readable by its owner alone; ":memory:" keeps all in memory. `random` names a new file.
  static Result<OfflineQueue, std::string> open(const std::string& path, const QueueLimits& limits, std::uint64_t random);

  Result<std::uint64_t, QueueLoss> add(Time now, const MarkedMessage& message, std::uint64_t in_flight = 0) override;
  std::optional<QueuedMessage> head() const override;
  /// False if the disk refused.
  bool remove(std::uint64_t id) override;
  std::uint64_t expire(Time limit, std::uint64_t in_flight = 0) override;

  std::uint64_t size() const override { return size_; }
  std::uint64_t bytes() const override { return bytes_; }
  const Counts<QueueLoss, std::uint64_t>& losses() const override { return losses_; }
  /// How often the file has been opened, this time included: no two lives of an agent have the same number, so it keys what must
  /// not repeat between them.
  std::uint64_t opened() const { return opened_; }
  std::uint64_t lineage() const { return lineage_; }
  /// SQLite's words for what went wrong last.
  const std::string& error() const override { return error_; }

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
