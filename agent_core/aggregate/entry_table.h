#pragma once

#include <bit>
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
/// Entries that a table without an index may have: eight comparisons of 16 bytes of tags find one of them.
inline constexpr std::uint32_t kScannedEntries = 64;
/// Of an index, for each entry: its link, and room for a bucket.
inline constexpr std::size_t kIndexBytes = 4;
inline bool is_indexed(std::uint32_t capacity, const TableShape& shape) {
  return shape.tagged && capacity > kScannedEntries;
}
/// Hits of all entries.
std::uint64_t held_hits(const SlotPool& pool, const TableState& state, const TableShape& shape);
/// The same entries in another pool, or once more in the same.
TableState copy_table(const SlotPool& from, const TableState& state, const TableShape& shape, SlotPool& to);

/// A ring of entries in insertion order, in a block of a SlotPool.
///
/// Layout: slots (48 bytes, with QueueFields 64, with WideAddresses 32 more), then 16-bit tags, in tables for more
///         than 64 entries an index of them (the next place of the same bucket, and the first of each bucket, by
///         the low bits of the tag), then classes. A table becomes wide when its first flow over IPv6 comes and
///         narrow when emptied.
/// Cost:   find reads the tags, 16 bytes at a time, or follows a chain of one or two places; then it compares keys
///         whose tags agree. Chains are as long as the table if all tags agree. append is constant but for growth
///         by a third and the length of a chain. Full tables use at most 56 bytes an entry (tested).
/// Order:  a chain goes from old to new, so that find gives the oldest entry, and the oldest of a table is the first
///         of its chain.
/// A view: made for the length of one call.
class EntryTable {
 public:
  static constexpr std::uint32_t kNotFound = 0xffffffffU;

  EntryTable(SlotPool& pool, TableState& state, const TableShape& shape) : pool_(pool), state_(state), shape_(shape) {}

  std::uint32_t size() const { return state_.size; }
  bool empty() const { return state_.size == 0; }
  bool full() const { return state_.size >= shape_.limit; }
  /// False if no entry is wide.
  bool has_wide() const { return state_.wide != 0; }
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
    if (indexed()) return find_by_index(tag, same);
    const std::uint32_t to_end = state_.head + std::uint32_t{state_.size} > state_.capacity
                                     ? std::uint32_t{state_.capacity} - state_.head
                                     : state_.size;
    const std::uint32_t found = find_among(state_.head, to_end, 0, tag, same);
    if (found != kNotFound || to_end == state_.size) return found;
    return find_among(0, state_.size - to_end, to_end, tag, same);
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
  static constexpr std::uint16_t kNoPlace = 0xffffU;

  std::size_t stride() const { return stride_of(state_, shape_); }
  std::size_t wide_offset() const { return sizeof(Slot) + (shape_.queued ? sizeof(QueueFields) : 0); }
  std::size_t bytes_per_entry() const { return bytes_per_entry_of(state_, shape_); }
  std::uint32_t place(std::uint32_t position) const {
    const std::uint32_t p = state_.head + position;
    return p >= state_.capacity ? p - state_.capacity : p;
  }
  std::byte* entry(std::uint32_t position) { return pool_.at(state_.block) + place(position) * stride(); }
  std::byte* tags() const { return pool_.at(state_.block) + state_.capacity * stride(); }
  std::byte* classes_a() const {
    const std::size_t after_tags = shape_.tagged ? state_.capacity * std::size_t{2} : 0;
    return tags() + after_tags + (indexed() ? state_.capacity * kIndexBytes : 0);
  }
  std::byte* classes_b() const { return classes_a() + state_.capacity; }
  void resize(std::uint32_t least, bool wide);
  /// Copies `n` entries from the place `from` of another block to the place `to`.
  void copy_part(const EntryTable& old, std::uint32_t from, std::uint32_t to, std::uint32_t n);

  bool indexed() const { return is_indexed(state_.capacity, shape_); }
  std::uint16_t* chain() const { return reinterpret_cast<std::uint16_t*>(tags()) + state_.capacity; }
  std::uint16_t* buckets() const { return chain() + state_.capacity; }
  std::uint16_t tag_at(std::uint32_t place) const {
    return reinterpret_cast<const std::uint16_t*>(tags())[place];
  }
  std::uint16_t& bucket_of(std::uint16_t tag) const { return buckets()[tag & (std::bit_floor(state_.capacity) - 1U)]; }
  void link(std::uint32_t place);

  template <class Same>
  std::uint32_t find_by_index(std::uint16_t tag, Same&& same) {
    const std::uint16_t* const next = chain();
    for (std::uint32_t at = bucket_of(tag); at != kNoPlace; at = next[at]) {
      if (tag_at(at) != tag) continue;
      const std::uint32_t position = at >= state_.head ? at - state_.head : at + state_.capacity - state_.head;
      if (same(position)) return position;
    }
    return kNotFound;
  }

  /// Of the `n` entries from the place `begin` on, the first of which is at `position`.
  template <class Same>
  std::uint32_t find_among(std::uint32_t begin, std::uint32_t n, std::uint32_t position, std::uint16_t tag,
                           Same&& same) {
    using Tags = std::uint16_t __attribute__((vector_size(16)));
    const std::byte* data = tags() + begin * std::size_t{2};
    const Tags wanted = {tag, tag, tag, tag, tag, tag, tag, tag};
    std::uint32_t at = 0;
    for (; at + 8 <= n; at += 8) {
      Tags held;
      std::memcpy(&held, data + at * std::size_t{2}, sizeof held);
      const auto agree = held == wanted;
      std::uint64_t halves[2];
      std::memcpy(halves, &agree, sizeof halves);
      for (std::uint32_t half = 0; half < 2; ++half) {
        // Each tag that agrees is a lane of 0xffff.
        for (std::uint64_t lanes = halves[half]; lanes != 0;) {
          const auto lane = static_cast<std::uint32_t>(std::countr_zero(lanes)) / 16;
          if (same(position + at + half * 4 + lane)) return position + at + half * 4 + lane;
          lanes &= ~(std::uint64_t{0xffff} << lane * 16);
        }
      }
    }
    for (; at < n; ++at) {
      if (tag_at(begin + at) == tag && same(position + at)) return position + at;
    }
    return kNotFound;
  }

  SlotPool& pool_;
  TableState& state_;
  const TableShape& shape_;
};

}  // namespace picket
