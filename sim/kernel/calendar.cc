#include "sim/kernel/calendar.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

// A key, from its most significant bits: microsecond within the second (20), kind (2),
// sequence (41), failed (1). Sequences are unique, so the last bit never decides.
constexpr int kSequenceBits = 41;
constexpr int kKindShift = kSequenceBits + 1;
constexpr int kOffsetShift = kKindShift + 2;
constexpr std::uint64_t kSequenceMask = (std::uint64_t{1} << kSequenceBits) - 1;

// With this many early entries beside a bucket opened too soon, closing it again is cheaper.
constexpr std::size_t kEarlyLimit = 256;
// Storage of a bucket larger than this is given back (a herd's bucket is not kept for ever).
constexpr std::size_t kKeptCapacity = 1U << 16;

// std::*_heap keep the greatest on top; the earliest is wanted.
constexpr auto kLaterFirst = [](const auto& a, const auto& b) {
  return a.second != b.second ? a.second > b.second : a.slot.key > b.slot.key;
};

}  // namespace

void Calendar::add(const Entry& entry) {
  PICKET_CHECK(entry.tick >= last_taken_ && entry.tick < kNever, "tick", entry.tick, "last taken", last_taken_);
  PICKET_CHECK(entry.sequence <= kSequenceMask, "sequence", entry.sequence);
  const std::int64_t second = entry.tick / kTicksPerSecond;
  const auto offset = static_cast<std::uint64_t>(entry.tick % kTicksPerSecond);
  const Slot slot{offset << kOffsetShift | static_cast<std::uint64_t>(entry.kind) << kKindShift | entry.sequence << 1 |
                      static_cast<std::uint64_t>(entry.failed),
                  entry.payload};
  ++size_;
  if (second < open_second_ && heap_.size() >= kEarlyLimit) close_bucket();
  if (second <= open_second_) {
    heap_.push_back({second, slot});
    std::push_heap(heap_.begin(), heap_.end(), kLaterFirst);
    return;
  }
  add_to_wheel(second, slot);
}

void Calendar::add_to_wheel(std::int64_t second, const Slot& slot) {
  const std::int64_t block = second >> kBlockBits;
  if (block < block_) close_block();
  if (block != block_) {
    later_[block].push_back({second, slot});
    return;
  }
  const auto index = static_cast<std::size_t>(second) % kBlockSeconds;
  wheel_[index].push_back(slot);
  occupied_[index / 64] |= std::uint64_t{1} << (index % 64);
}

Calendar::Tick Calendar::next_tick(Tick limit) {
  if (!find(limit / kTicksPerSecond)) return kNever;
  const bool from_heap = heap_is_first();
  const std::int64_t second = from_heap ? heap_.front().second : open_second_;
  const std::uint64_t key = from_heap ? heap_.front().slot.key : open_[cursor_].key;
  const Tick tick = second * kTicksPerSecond + static_cast<Tick>(key >> kOffsetShift);
  return tick <= limit ? tick : kNever;
}

EntryKind Calendar::next_kind() const {
  const std::uint64_t key = heap_is_first() ? heap_.front().slot.key : open_[cursor_].key;
  return static_cast<EntryKind>(key >> kKindShift & 3);
}

Calendar::Entry Calendar::take() {
  std::int64_t second = open_second_;
  Slot slot;
  if (heap_is_first()) {
    second = heap_.front().second;
    slot = heap_.front().slot;
    std::pop_heap(heap_.begin(), heap_.end(), kLaterFirst);
    heap_.pop_back();
  } else {
    PICKET_CHECK(cursor_ < open_.size(), "take() without next_tick()");
    slot = open_[cursor_++];
  }
  --size_;
  last_taken_ = second * kTicksPerSecond + static_cast<Tick>(slot.key >> kOffsetShift);
  return {.tick = last_taken_,
          .kind = static_cast<EntryKind>(slot.key >> kKindShift & 3),
          .failed = (slot.key & 1) != 0,
          .sequence = slot.key >> 1 & kSequenceMask,
          .payload = slot.payload};
}

bool Calendar::heap_is_first() const {
  if (heap_.empty()) return false;
  if (cursor_ == open_.size()) return true;
  const DatedSlot& top = heap_.front();
  return top.second < open_second_ || top.slot.key < open_[cursor_].key;
}

// Makes the earliest entry reachable, either on top of the heap or at the cursor.
bool Calendar::find(std::int64_t limit_second) {
  if (!heap_.empty() || cursor_ < open_.size()) return true;
  if (size_ == 0) return false;
  return open_bucket(limit_second) || (open_block(limit_second) && open_bucket(limit_second));
}

// Opens the first occupied bucket of the current block. All of them are later than the open one.
bool Calendar::open_bucket(std::int64_t limit_second) {
  for (std::size_t word = 0; word < occupied_.size(); ++word) {
    if (occupied_[word] == 0) continue;
    const std::size_t index = word * 64 + static_cast<std::size_t>(std::countr_zero(occupied_[word]));
    const std::int64_t second = (block_ << kBlockBits) + static_cast<std::int64_t>(index);
    if (second > limit_second) return false;
    occupied_[word] &= occupied_[word] - 1;
    open_.clear();
    if (open_.capacity() > kKeptCapacity) open_.shrink_to_fit();
    std::swap(open_, wheel_[index]);
    std::sort(open_.begin(), open_.end(), [](const Slot& a, const Slot& b) { return a.key < b.key; });
    cursor_ = 0;
    open_second_ = second;
    return true;
  }
  return false;
}

// Moves on to the first later block; false if the current block still has entries.
bool Calendar::open_block(std::int64_t limit_second) {
  if (later_.empty() || std::any_of(occupied_.begin(), occupied_.end(), [](std::uint64_t w) { return w != 0; })) {
    return false;
  }
  const auto first = later_.begin();
  if (first->first << kBlockBits > limit_second) return false;
  const std::vector<DatedSlot> entries = std::move(first->second);
  block_ = first->first;
  later_.erase(first);
  for (const DatedSlot& entry : entries) add_to_wheel(entry.second, entry.slot);
  return true;
}

// An open bucket of which nothing was taken goes back, with the heap, to where it came from:
// entries for earlier seconds keep arriving.
void Calendar::close_bucket() {
  PICKET_CHECK(cursor_ == 0 || cursor_ == open_.size(), "a bucket in service is left");
  std::vector<DatedSlot> entries = std::move(heap_);
  heap_.clear();
  if (cursor_ == 0) {
    for (const Slot& slot : open_) entries.push_back({open_second_, slot});
  }
  open_.clear();
  cursor_ = 0;
  open_second_ = -1;
  for (const DatedSlot& entry : entries) add_to_wheel(entry.second, entry.slot);
}

// The whole wheel goes back to its list: an entry for an earlier block has come.
void Calendar::close_block() {
  std::vector<DatedSlot>& entries = later_[block_];
  for (std::size_t index = 0; index < kBlockSeconds; ++index) {
    for (const Slot& slot : wheel_[index]) {
      entries.push_back({(block_ << kBlockBits) + static_cast<std::int64_t>(index), slot});
    }
    wheel_[index].clear();
  }
  if (entries.empty()) later_.erase(block_);
  occupied_.fill(0);
  block_ = last_taken_ / kTicksPerSecond >> kBlockBits;
}

}  // namespace picket::sim
