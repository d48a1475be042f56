#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/check.h"

namespace picket::sim {

/// A transfer between its submission and its end.
struct Transfer {
  std::uint64_t cookie = 0;    ///< the caller's
  std::uint64_t sequence = 0;  ///< of its submission; orders ends at one instant
  double amount = 0;           ///< kept by the carrier: bytes, or the second of its end
  std::uint32_t site = 0;
  std::uint32_t next = 0;  ///< kept by the carrier: the transfer behind it in a queue
};

/// Storage of the transfers under way, addressed by small numbers that are used again.
/// Cost: 32 bytes a transfer; the storage grows to the most there ever were at once.
class TransferPool {
 public:
  using Index = std::uint32_t;
  static constexpr Index kNone = 0xffffffff;

  Index add(const Transfer& transfer) {
    if (free_ == kNone) {
      PICKET_CHECK(transfers_.size() < kNone, "transfers", transfers_.size());
      transfers_.push_back(transfer);
      return static_cast<Index>(transfers_.size() - 1);
    }
    const Index index = free_;
    free_ = transfers_[index].next;
    transfers_[index] = transfer;
    return index;
  }
  void remove(Index index) {
    transfers_[index].next = free_;
    free_ = index;
  }
  Transfer& operator[](Index index) { return transfers_[index]; }
  const Transfer& operator[](Index index) const { return transfers_[index]; }

 private:
  std::vector<Transfer> transfers_;
  Index free_ = kNone;
};

/// A first-in first-out queue of transfers, threaded through the pool.
struct TransferQueue {
  TransferPool::Index head = TransferPool::kNone;
  TransferPool::Index tail = TransferPool::kNone;

  bool empty() const { return head == TransferPool::kNone; }
  void push(TransferPool& pool, TransferPool::Index index) {
    pool[index].next = TransferPool::kNone;
    if (empty()) {
      head = index;
    } else {
      pool[tail].next = index;
    }
    tail = index;
  }
  TransferPool::Index pop(const TransferPool& pool) {
    const TransferPool::Index index = head;
    head = pool[index].next;
    if (head == TransferPool::kNone) tail = TransferPool::kNone;
    return index;
  }
};

}  // namespace picket::sim
