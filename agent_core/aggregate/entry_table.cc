#include "agent_core/aggregate/entry_table.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::uint32_t kLeastCapacity = 4;

std::uint32_t count_equal(const std::byte* bytes, std::uint32_t n, std::uint8_t wanted) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < n; ++i) count += static_cast<std::uint8_t>(bytes[i]) == wanted ? 1U : 0U;
  return count;
}

std::uint8_t class_of_block(const TableState& state, const TableShape& shape) {
  return SlotPool::size_class_for(state.capacity * bytes_per_entry_of(state, shape));
}

}  // namespace

void EntryTable::resize(std::uint32_t least, bool wide) {
  TableState old_state = state_;
  EntryTable old(pool_, old_state, shape_);
  state_.wide = wide ? 1 : 0;
  state_.head = 0;
  // A size class holds a little more than was asked for: use all of it.
  const std::uint8_t size_class = SlotPool::size_class_for(
      std::clamp(least, std::min(kLeastCapacity, shape_.limit), shape_.limit) * bytes_per_entry());
  state_.capacity = static_cast<std::uint16_t>(
      std::min<std::size_t>(shape_.limit, SlotPool::bytes_of_class(size_class) / bytes_per_entry()));
  state_.block = pool_.allocate(size_class);
  for (std::uint32_t i = 0; i < state_.size; ++i) {
    std::memcpy(entry(i), old.entry(i), std::min(stride(), old.stride()));
    const std::uint32_t from = old.place(i);
    if (shape_.tagged) std::memcpy(tags() + i * std::size_t{2}, old.tags() + from * std::size_t{2}, 2);
    if (shape_.classed) {
      classes_a()[i] = old.classes_a()[from];
      classes_b()[i] = old.classes_b()[from];
    }
  }
  if (old_state.capacity != 0) pool_.release(old_state.block, class_of_block(old_state, shape_));
}

std::uint32_t EntryTable::append(const Slot& slot, const WideAddresses& wide, std::uint16_t tag, FloodClasses classes) {
  PICKET_CHECK(!full(), "limit", shape_.limit);
  const bool widen = is_wide(slot) && state_.wide == 0;
  if (state_.size == state_.capacity || widen) {
    const std::uint32_t least = state_.size < state_.capacity ? state_.capacity : state_.size + state_.size / 2 + 1U;
    resize(least, state_.wide != 0 || widen);
  }
  const std::uint32_t position = state_.size++;
  const std::uint32_t at = place(position);
  std::byte* bytes = entry(position);
  std::memcpy(bytes, &slot, sizeof slot);
  if (is_wide(slot)) std::memcpy(bytes + wide_offset(), &wide, sizeof wide);
  if (shape_.tagged) std::memcpy(tags() + at * std::size_t{2}, &tag, sizeof tag);
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
    std::memcpy(to.at(copy.block), from.at(state.block), state.capacity * bytes_per_entry_of(state, shape));
  }
  return copy;
}

}  // namespace picket
