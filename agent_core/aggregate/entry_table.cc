#include "agent_core/aggregate/entry_table.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::uint32_t kLeastEntries = 4;

std::uint32_t count_equal(const std::byte* bytes, std::uint32_t n, std::uint8_t wanted) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < n; ++i) count += static_cast<std::uint8_t>(bytes[i]) == wanted ? 1U : 0U;
  return count;
}

std::size_t block_bytes(std::uint32_t capacity, std::size_t bytes_per_entry, const TableShape& shape) {
  return capacity * (bytes_per_entry + (is_indexed(capacity, shape) ? kIndexBytes : 0));
}
/// Most entries that a block has room for; at least those for whose bytes it was chosen.
std::uint32_t capacity_of(std::size_t bytes, std::size_t bytes_per_entry, const TableShape& shape) {
  const std::size_t unindexed = bytes / bytes_per_entry;
  if (unindexed <= kScannedEntries || !shape.tagged) return static_cast<std::uint32_t>(unindexed);
  return static_cast<std::uint32_t>(std::max<std::size_t>(kScannedEntries, bytes / (bytes_per_entry + kIndexBytes)));
}

std::uint8_t class_of_block(const TableState& state, const TableShape& shape) {
  return SlotPool::size_class_for(block_bytes(state.capacity, bytes_per_entry_of(state, shape), shape));
}

}  // namespace

void EntryTable::copy_part(const EntryTable& old, std::uint32_t from, std::uint32_t to, std::uint32_t n) {
  if (n == 0) return;
  std::byte* const entries = pool_.at(state_.block);
  const std::byte* const old_entries = old.pool_.at(old.state_.block);
  if (stride() == old.stride()) {
    std::memcpy(entries + to * stride(), old_entries + from * stride(), n * stride());
  } else {
    for (std::uint32_t i = 0; i < n; ++i) {
      std::memcpy(entries + (to + i) * stride(), old_entries + (from + i) * old.stride(), std::min(stride(), old.stride()));
    }
  }
  if (shape_.tagged) std::memcpy(tags() + to * std::size_t{2}, old.tags() + from * std::size_t{2}, n * std::size_t{2});
  if (shape_.classed) {
    std::memcpy(classes_a() + to, old.classes_a() + from, n);
    std::memcpy(classes_b() + to, old.classes_b() + from, n);
  }
}

void EntryTable::resize(std::uint32_t least, bool wide) {
  TableState old_state = state_;
  EntryTable old(pool_, old_state, shape_);
  state_.wide = wide ? 1 : 0;
  state_.head = 0;
  // A size class holds a little more than was asked for: use all of it.
  const std::uint8_t size_class = SlotPool::size_class_for(
      block_bytes(std::clamp(least, std::min(kLeastEntries, shape_.limit), shape_.limit), bytes_per_entry(), shape_));
  state_.capacity = static_cast<std::uint16_t>(
      std::min(shape_.limit, capacity_of(SlotPool::bytes_of_class(size_class), bytes_per_entry(), shape_)));
  state_.block = pool_.allocate(size_class);
  if (indexed()) std::fill_n(buckets(), std::bit_floor(state_.capacity), kNoPlace);
  // The ring's older part lies at its end.
  const std::uint32_t older = std::min<std::uint32_t>(state_.size, old_state.capacity - old_state.head);
  copy_part(old, old_state.head, 0, older);
  copy_part(old, 0, older, state_.size - older);
  for (std::uint32_t i = 0; indexed() && i < state_.size; ++i) link(i);
  if (old_state.capacity != 0) pool_.release(old_state.block, class_of_block(old_state, shape_));
}

void EntryTable::link(std::uint32_t place) {
  std::uint16_t* at = &bucket_of(tag_at(place));
  while (*at != kNoPlace) at = &chain()[*at];
  *at = static_cast<std::uint16_t>(place);
  chain()[place] = kNoPlace;
}

std::uint32_t EntryTable::append(const Slot& slot, const WideAddresses& wide, std::uint16_t tag, FloodClasses classes) {
  PICKET_CHECK(!full(), "limit", shape_.limit);
  const bool widen = is_wide(slot) && state_.wide == 0;
  if (state_.size == state_.capacity || widen) {
    const std::uint32_t least = state_.size < state_.capacity ? state_.capacity : state_.size + state_.size / 3 + 1U;
    resize(least, state_.wide != 0 || widen);
  }
  const std::uint32_t position = state_.size++;
  const std::uint32_t at = place(position);
  std::byte* bytes = entry(position);
  copy_words(slot, bytes);
  if (is_wide(slot)) std::memcpy(bytes + wide_offset(), &wide, sizeof wide);
  if (shape_.tagged) std::memcpy(tags() + at * std::size_t{2}, &tag, sizeof tag);
  if (indexed()) link(at);
  if (shape_.classed) {
    classes_a()[at] = std::byte{classes.a};
    classes_b()[at] = std::byte{classes.b};
  }
  return position;
}

std::uint32_t EntryTable::count_a(std::uint8_t a) const {
  // A table with classes never displaces, so its ring never wraps.
  return a == 0 || state_.size == 0 ? 0 : count_equal(classes_a(), state_.size, a);
}

std::uint32_t EntryTable::count_b(std::uint8_t b) const {
  return b == 0 || state_.size == 0 ? 0 : count_equal(classes_b(), state_.size, b);
}

void EntryTable::pop_oldest() {
  PICKET_CHECK(state_.size > 0);
  // The oldest of the table is the oldest of its chain.
  if (indexed()) bucket_of(tag_at(state_.head)) = chain()[state_.head];
  state_.head = static_cast<std::uint16_t>(state_.head + 1U == state_.capacity ? 0 : state_.head + 1U);
  --state_.size;
  ++state_.first_index;
}

void EntryTable::clear() {
  if (state_.capacity != 0) pool_.release(state_.block, class_of_block(state_, shape_));
  state_ = {};
}

EntryCopy read_entry(const SlotPool& pool, const TableState& state, const TableShape& shape, std::uint32_t position) {
  PICKET_CHECK(position < state.size, "position", position);
  const std::size_t at = (std::size_t{state.head} + position) % state.capacity;
  const std::byte* bytes = pool.at(state.block) + at * stride_of(state, shape);
  EntryCopy copy;
  std::memcpy(&copy.slot, bytes, sizeof copy.slot);
  bytes += sizeof copy.slot;
  if (shape.queued) {
    std::memcpy(&copy.queue, bytes, sizeof copy.queue);
    bytes += sizeof copy.queue;
  }
  if (is_wide(copy.slot)) std::memcpy(&copy.wide, bytes, sizeof copy.wide);
  return copy;
}

std::uint64_t held_hits(const SlotPool& pool, const TableState& state, const TableShape& shape) {
  std::uint64_t hits = 0;
  for (std::uint32_t i = 0; i < state.size; ++i) {
    const std::size_t at = (state.head + i) % state.capacity;
    std::uint32_t of_entry;
    std::memcpy(&of_entry, pool.at(state.block) + at * stride_of(state, shape) + offsetof(Slot, hits), sizeof of_entry);
    hits += of_entry;
  }
  return hits;
}

TableState copy_table(const SlotPool& from, const TableState& state, const TableShape& shape, SlotPool& to) {
  TableState copy = state;
  if (state.capacity != 0) {
    copy.block = to.allocate(class_of_block(state, shape));
    std::memcpy(to.at(copy.block), from.at(state.block),
                block_bytes(state.capacity, bytes_per_entry_of(state, shape), shape));
  }
  return copy;
}

}  // namespace picket
