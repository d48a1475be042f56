#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "sim/live/mqtt/message_queue.h"

namespace picket::sim {

/// Messages on their way to the hub, in memory: for a process with thousands of clients, whose messages end with it.
///
/// Model:  as MessageQueue says. Identifiers are made of `lineage` and a counter, so that two queues with different lineages never
///         give the same one.
/// Cost:   about 700 bytes when it is empty.
class MemoryQueue final : public MessageQueue {
 public:
  MemoryQueue(const QueueLimits& limits, std::uint64_t lineage) : limits_(limits), lineage_(lineage) {}

  Result<std::uint64_t, QueueLoss> add(Time now, const MarkedMessage& message, std::uint64_t in_flight = 0) override;
  std::optional<QueuedMessage> head() const override;
  bool remove(std::uint64_t id) override;
  std::uint64_t expire(Time limit, std::uint64_t in_flight = 0) override;

  std::uint64_t size() const override { return messages_.size(); }
  std::uint64_t bytes() const override { return bytes_; }
  const Counts<QueueLoss, std::uint64_t>& losses() const override { return losses_; }
  /// Always empty: memory does not refuse.
  const std::string& error() const override;

 private:
  /// Drops the message there, and counts why.
  std::deque<QueuedMessage>::iterator drop(std::deque<QueuedMessage>::iterator message, QueueLoss why);

  QueueLimits limits_;
  std::uint64_t lineage_;
  std::uint64_t last_id_ = 0;
  std::uint64_t bytes_ = 0;
  std::deque<QueuedMessage> messages_;  ///< in order of their ids
  Counts<QueueLoss, std::uint64_t> losses_;
};

}  // namespace picket::sim
