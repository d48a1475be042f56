#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "agent_core/message/record.h"

namespace picket {

/// Storage for the tables of many agents: blocks in size classes, taken and given back.
/// One pool a worker shard; not thread-safe. Owned by the caller.
///
/// Model:  chunks of 1 MiB are cut into units of 64 bytes; a block is a whole number of units, in
///         four sizes per doubling (waste at most 20 %), and is named by its first unit, so that an
///         agent's state is a plain value. Freed blocks wait in one list per size class. A block
///         larger than a chunk has a chunk of its own.
/// Cost:   constant; the system allocator is asked once per MiB.
/// Copy:   a deep copy: agents copied together with their pool are independent of the original.
/// Limits: 2^18 chunks; a block is at most 2^30 bytes. Freed memory stays with its size class.
class SlotPool {
 public:
  static constexpr std::size_t kUnit = 64;
  static constexpr std::size_t kUnitsPerChunk = 1U << 14;
  static constexpr std::size_t kChunkBytes = kUnit * kUnitsPerChunk;
  static constexpr std::size_t kSizeClasses = 88;
  /// No block.
  static constexpr std::uint32_t kNone = 0xffffffffU;

  SlotPool();
  SlotPool(const SlotPool& other);
  SlotPool& operator=(const SlotPool& other);
  SlotPool(SlotPool&&) = default;
  SlotPool& operator=(SlotPool&&) = default;

  /// The smallest class whose blocks hold `bytes`, and the size of a class's blocks.
  static std::uint8_t size_class_for(std::size_t bytes);
  static std::size_t bytes_of_class(std::uint8_t size_class);

  /// Contents of a new block are unspecified.
  std::uint32_t allocate(std::uint8_t size_class);
  void release(std::uint32_t block, std::uint8_t size_class);

  std::byte* at(std::uint32_t block) {
    return chunks_[block / kUnitsPerChunk].bytes.get() + (block % kUnitsPerChunk) * kUnit;
  }
  const std::byte* at(std::uint32_t block) const {
    return chunks_[block / kUnitsPerChunk].bytes.get() + (block % kUnitsPerChunk) * kUnit;
  }

  /// Bytes in blocks that are in use, and bytes taken from the system.
  std::size_t bytes_in_use() const { return in_use_; }
  std::size_t bytes_reserved() const;

  /// An event of a run that meets an entry held before the run: scratch of `observe`, kept here so
  /// that no call allocates after warm-up. Its content means nothing between calls.
  struct Meeting {
    std::uint32_t event = 0;  ///< index in the run
    std::uint16_t entry = 0;  ///< SlotRef::index
    std::uint16_t table = 0;
  };
  std::vector<Meeting>& meetings() { return meetings_; }
  /// The items of a report: scratch of `on_snapshot`, likewise.
  std::vector<Record>& report_items() { return report_items_; }

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  std::uint32_t cut(std::size_t bytes);

  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> free_;  ///< head of the list of each class; a free block holds the next
  std::uint32_t filling_ = kNone;    ///< chunk that new blocks are cut from
  std::size_t filled_units_ = 0;
  std::size_t in_use_ = 0;
  std::vector<Meeting> meetings_;
  std::vector<Record> report_items_;
};

}  // namespace picket
