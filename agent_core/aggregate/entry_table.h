#pragma once

#include <cstdint>
#include <cstring>

#include "agent_core/aggregate/slot.h"
#include "agent_core/aggregate/slot_pool.h"

namespace picket {

/// What an agent keeps of one table; the entries lie in the pool.
struct TableState {
  std::uint32_t block : 31 = 0;   ///< meaningful while capacity > 0
  std::uint32_t wide : 1 = 0;     ///< entries have room for WideAddresses
  std::uint16_t first_index = 0;  ///< SlotRef::index of the oldest entry
  std::uint16_t head = 0;         ///< place of the oldest entry
  std::uint16_t size = 0;
  std::uint16_t capacity = 0;
};
static_assert(sizeof(TableState) == 12);

/// What a table's entries consist of; constant for a policy.
struct TableShape {
  std::uint32_t limit = 65'535;  ///< entries, at most 65,535
  bool tagged = false;           ///< entries can be looked up
  bool queued = false;           ///< entries carry QueueFields
  bool classed = false;          ///< entries carry two flood classes
};

/// What a queue knows of an entry beside the slot.
struct QueueFields {
  std::uint32_t window_start_ms = 0;
  std::uint32_t window_end_ms = 0;
  std::uint32_t bytes = 0;  ///< size of the observation's event
  std::uint16_t aggregated = 0;
  std::uint16_t further = 0;  ///< a further payload item of the event before it, which has the bytes of both
};
static_assert(sizeof(QueueFields) == 16);

/// Two small hashes of what a flood's events have in common (see flood_class.h).
struct FloodClasses {
  std::uint8_t a = 0;  ///< 0: in no class
  std::uint8_t b = 0;
};

inline std::size_t stride_of(const TableState& state, const TableShape& shape) {
  return sizeof(Slot) + (shape.queued ? sizeof(QueueFields) : 0) + (state.wide != 0 ? sizeof(WideAddresses) : 0);
}
inline std::size_t bytes_per_entry_of(const TableState& state, const TableShape& shape) {
  return stride_of(state, shape) + (shape.tagged ? 2 : 0) + (shape.classed ? 2 : 0);
}
/// A copy of all that a table knows of one entry, but for what its key gives: tag and classes.
struct EntryCopy {
  Slot slot;
  QueueFields queue;   ///< of a table whose shape is queued
  WideAddresses wide;  ///< of a slot that is wide
};
/// Position 0 is the oldest.
EntryCopy read_entry(const SlotPool& pool, const TableState& state, const TableShape& shape, std::uint32_t position);
/// Hits of all entries.
std::uint64_t held_hits(const SlotPool& pool, const TableState& state, const TableShape& shape);
/// The same entries in another pool, or once more in the same.
TableState copy_table(const SlotPool& from, const TableState& state, const TableShape& shape, SlotPool& to);

/// A ring of entries in insertion order, in a block of a SlotPool.
///
/// Layout: slots (48 bytes, with QueueFields 64, with WideAddresses 32 more), then 16-bit tags, then
///         classes. A table becomes wide when its first flow over IPv6 comes and narrow when emptied.
/// Cost:   find reads the tags, 16 bytes at a time, then compares keys whose tags agree; append is
///         constant but for growth by half. Full tables use at most 56 bytes an entry (tested).
/// A view: made for the length of one call.
class EntryTable {
 public:
  static constexpr std::uint32_t kNotFound = 0xffffffffU;

  EntryTable(SlotPool& pool, TableState& state, const TableShape& shape) : pool_(pool), state_(state), shape_(shape) {}

  std::uint32_t size() const { return state_.size; }
  bool empty() const { return state_.size == 0; }
  bool full() const { return state_.size >= shape_.limit; }
  /// SlotRef::index of the entry at a position; position 0 is the oldest.
  std::uint16_t index_of(std::uint32_t position) const {
    return static_cast<std::uint16_t>(state_.first_index + position);
  }
  Slot& slot(std::uint32_t position) { return *reinterpret_cast<Slot*>(entry(position)); }
  QueueFields& queue_fields(std::uint32_t position) {
    return *reinterpret_cast<QueueFields*>(entry(position) + sizeof(Slot));
  }
  WideAddresses wide(std::uint32_t position) {
    WideAddresses addresses;
    if (state_.wide != 0) std::memcpy(&addresses, entry(position) + wide_offset(), sizeof addresses);
    return addresses;
  }
  Record record(std::uint32_t position) { return unpack(slot(position), wide(position)); }

  /// Position of the first entry with this tag for which `same(position)` holds, or kNotFound.
  template <class Same>
  std::uint32_t find(std::uint16_t tag, Same&& same) {
    const std::uint32_t to_end = state_.head + std::uint32_t{state_.size} > state_.capacity
                                     ? std::uint32_t{state_.capacity} - state_.head
                                     : state_.size;
    const std::uint32_t found = find_in(state_.head, to_end, 0, tag, same);
    if (found != kNotFound || to_end == state_.size) return found;
    return find_in(0, state_.size - to_end, to_end, tag, same);
  }

  /// Adds an entry behind the newest and returns its position. Precondition: not full.
  /// `wide` is stored if the slot says so.
  std::uint32_t append(const Slot& slot, const WideAddresses& wide, std::uint16_t tag = 0, FloodClasses classes = {});
  /// Entries whose class a (b) equals that of `classes`; 0 for entries in no class.
  std::uint32_t count_a(std::uint8_t a) const;
  std::uint32_t count_b(std::uint8_t b) const;
  void pop_oldest();
  /// Counts entries that came and went without being stored: later indices move on.
  void skip_indices(std::uint32_t n) { state_.first_index = static_cast<std::uint16_t>(state_.first_index + n); }
  /// Gives the block back.
  void clear();

 private:
  std::size_t stride() const { return stride_of(state_, shape_); }
  std::size_t wide_offset() const { return sizeof(Slot) + (shape_.queued ? sizeof(QueueFields) : 0); }
  std::size_t bytes_per_entry() const { return bytes_per_entry_of(state_, shape_); }
  std::uint32_t place(std::uint32_t position) const {
    const std::uint32_t p = state_.head + position;
    return p >= state_.capacity ? p - state_.capacity : p;
  }
  std::byte* entry(std::uint32_t position) { return pool_.at(state_.block) + place(position) * stride(); }
  std::byte* tags() const { return pool_.at(state_.block) + state_.capacity * stride(); }
  std::byte* classes_a() const { return tags() + (shape_.tagged ? state_.capacity * std::size_t{2} : 0); }
  std::byte* classes_b() const { return classes_a() + state_.capacity; }
  void resize(std::uint32_t least, bool wide);

  template <class Same>
  std::uint32_t find_in(std::uint32_t begin, std::uint32_t n, std::uint32_t position, std::uint16_t tag, Same&& same) {
    using Tags = std::uint16_t __attribute__((vector_size(16)));
    const std::byte* data = tags() + begin * std::size_t{2};
    const Tags wanted = {tag, tag, tag, tag, tag, tag, tag, tag};
    const auto equal = [&](std::uint32_t at) {
      std::uint16_t held;
      std::memcpy(&held, data + at * std::size_t{2}, sizeof held);
      return held == tag && same(position + at);
    };
    std::uint32_t at = 0;
    for (; at + 32 <= n; at += 32) {
      Tags v[4];
      std::memcpy(v, data + at * std::size_t{2}, sizeof v);
      const auto any = (v[0] == wanted) | (v[1] == wanted) | (v[2] == wanted) | (v[3] == wanted);
      std::uint64_t halves[2];
      std::memcpy(halves, &any, sizeof halves);
      if ((halves[0] | halves[1]) == 0) continue;
      for (std::uint32_t i = at; i < at + 32; ++i) {
        if (equal(i)) return position + i;
      }
    }
    for (; at < n; ++at) {
      if (equal(at)) return position + at;
    }
    return kNotFound;
  }

  SlotPool& pool_;
  TableState& state_;
  const TableShape& shape_;
};

}  // namespace picket
