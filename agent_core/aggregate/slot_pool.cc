#include "agent_core/aggregate/slot_pool.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::size_t kMaxChunks = 1U << 18;

}  // namespace

SlotPool::SlotPool() : free_(kSizeClasses, kNone) {}

SlotPool::SlotPool(const SlotPool& other)
    : free_(other.free_), filling_(other.filling_), filled_units_(other.filled_units_), in_use_(other.in_use_) {
  chunks_.reserve(other.chunks_.size());
  for (const Chunk& chunk : other.chunks_) {
    Chunk copy{std::make_unique_for_overwrite<std::byte[]>(chunk.size), chunk.size};
    std::memcpy(copy.bytes.get(), chunk.bytes.get(), chunk.size);
    chunks_.push_back(std::move(copy));
  }
}

SlotPool& SlotPool::operator=(const SlotPool& other) {
  if (this != &other) *this = SlotPool(other);
  return *this;
}

// Classes 0..3 are 1..4 units; from there on four classes lie between each power of two and the next.
std::size_t SlotPool::bytes_of_class(std::uint8_t size_class) {
  PICKET_CHECK(size_class < kSizeClasses, "size class", int{size_class});
  if (size_class < 4) return (size_class + 1U) * kUnit;
  const unsigned doubling = (size_class - 4U) / 4;
  const unsigned step = (size_class - 4U) % 4 + 1;
  return (std::size_t{4} + step) * kUnit << doubling;
}

std::uint8_t SlotPool::size_class_for(std::size_t bytes) {
  const std::size_t units = std::max<std::size_t>(1, (bytes + kUnit - 1) / kUnit);
  if (units <= 4) return static_cast<std::uint8_t>(units - 1);
  // units lies in (4 * 2^d, 8 * 2^d].
  const unsigned doubling = static_cast<unsigned>(std::bit_width(units - 1)) - 3;
  const std::size_t step = ((units - 1) >> doubling) - 3;
  return static_cast<std::uint8_t>(4 + doubling * 4 + step - 1);
}

std::uint32_t SlotPool::cut(std::size_t bytes) {
  const std::size_t units = bytes / kUnit;
  const auto add_chunk = [this](std::size_t size) {
    PICKET_CHECK(chunks_.size() < kMaxChunks, "the pool is full");
    chunks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    return static_cast<std::uint32_t>(chunks_.size() - 1);
  };
  if (units > kUnitsPerChunk) return static_cast<std::uint32_t>(add_chunk(bytes) * kUnitsPerChunk);
  if (filling_ == kNone || filled_units_ + units > kUnitsPerChunk) {
    filling_ = add_chunk(kChunkBytes);
    filled_units_ = 0;
  }
  const auto block = static_cast<std::uint32_t>(filling_ * kUnitsPerChunk + filled_units_);
  filled_units_ += units;
  return block;
}

std::uint32_t SlotPool::allocate(std::uint8_t size_class) {
  const std::size_t bytes = bytes_of_class(size_class);
  in_use_ += bytes;
  std::uint32_t& head = free_[size_class];
  if (head == kNone) return cut(bytes);
  const std::uint32_t block = head;
  std::memcpy(&head, at(block), sizeof head);
  return block;
}

void SlotPool::release(std::uint32_t block, std::uint8_t size_class) {
  in_use_ -= bytes_of_class(size_class);
  std::memcpy(at(block), &free_[size_class], sizeof(std::uint32_t));
  free_[size_class] = block;
}

std::size_t SlotPool::bytes_reserved() const {
  std::size_t sum = 0;
  for (const Chunk& chunk : chunks_) sum += chunk.size;
  return sum;
}

}  // namespace picket
