#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent_core/aggregate/entry_table.h"
#include "agent_core/aggregate/primitive.h"
#include "agent_core/policy/reduction.h"

namespace picket {

/// One remembered key of a reduction.
struct KeyEntry {
  Slot slot;      ///< what is held: the first held event's record; `hits` 0: nothing
  KeyState key;   ///< the primitive's own
  std::uint64_t hash = 0;
  std::uint16_t newer = 0;  ///< in the order of the last touch
  std::uint16_t older = 0;
  std::uint16_t chain = 0;  ///< next of the same bucket, or next free entry
  std::uint16_t heap = 0;   ///< place in the heap of timers, or none
};
static_assert(sizeof(KeyEntry) == 96);

/// Keys of entries for what a sketch tells under no key: one for each value of kMostRests small fields.
/// Limits: no hash of a content is known to be one of them; one in 2^59 is.
inline constexpr std::uint64_t kFirstRestHash = ~std::uint64_t{0} - (kMostRests - 1);
constexpr bool is_rest(std::uint64_t hash) { return hash >= kFirstRestHash; }

/// Which of the keys whose timers are due at the same time is first.
enum class KeyOrder : std::uint8_t {
  kIndex,
  kLeast,  ///< the one that was counted least (KeyTable::counted), then the lower index; rests last
};

/// The keys of one kind: found by hash, ordered by their last touch, woken by their timers.
///
/// Layout: in one block of a SlotPool: a header of 64 bytes, entries (96 bytes, with WideAddresses 128),
///         a heap and buckets of 16-bit indices. An entry keeps its index until it is forgotten; the
///         indices of forgotten entries are used again, the last first. Grows by doubling up to `limit`.
///         Cells that all keys share are a block of their own.
/// Cost:   find, create, touch and forget are constant, a timer costs log n.
/// Limits: 65,535 keys; two keys with the same 64-bit hash are one.
/// A view: made for the length of one call. References to entries end with the next `create`.
class KeyTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffU;

  KeyTable(SlotPool& pool, TableState& state, std::uint32_t limit, KeyOrder order = KeyOrder::kIndex)
      : pool_(pool), state_(state), limit_(limit), order_(order) {}

  std::uint32_t size() const { return state_.size; }
  /// Without the rests.
  std::uint32_t keys() const { return state_.capacity == 0 ? 0 : state_.size - header().rests; }
  bool full() const { return state_.size >= limit_; }
  /// Index of the key, or kNone.
  std::uint32_t find(std::uint64_t hash) const;
  /// Adds a key as the newest, with nothing held. Precondition: not full, and not there.
  std::uint32_t create(std::uint64_t hash);
  KeyEntry& entry(std::uint32_t i) const { return *reinterpret_cast<KeyEntry*>(bytes_of(i)); }
  WideAddresses wide(std::uint32_t i) const {
    WideAddresses addresses;
    if (state_.wide != 0) std::memcpy(&addresses, bytes_of(i) + sizeof(KeyEntry), sizeof addresses);
    return addresses;
  }
  /// Sets what is held. Entries get room for addresses when the first flow over IPv6 is held.
  void hold(std::uint32_t i, const Slot& slot, const WideAddresses& wide);
  void touch(std::uint32_t i);
  void forget(std::uint32_t i);
  std::uint32_t oldest() const { return state_.size == 0 ? kNone : header().oldest; }
  /// Space-Saving's counter of a key: what is held of it, and what it inherited.
  std::uint64_t counted(std::uint32_t i) const { return std::uint64_t{entry(i).slot.hits} + entry(i).key.words[0]; }
  /// KeyOrder::kLeast: the key that was counted least, and of those with a timer if there are any; kNone without keys.
  std::uint32_t least() const;
  /// Puts the heap right after `entry(i).key.due_ms` was changed, or with KeyOrder::kLeast what it counts.
  void update_due(std::uint32_t i);
  /// The key whose timer is first (of equal times the lower index), or kNone.
  std::uint32_t first_due() const;
  /// Events of the kind so far, modulo 2^32; 0 for a table that has never had a key.
  std::uint32_t events() const { return state_.capacity == 0 ? 0 : header().events; }
  void count_events(std::uint32_t n) { header().events += n; }
  /// The cells that all keys share, made as zeros if there are none. `words` is the same in each call.
  std::span<std::uint32_t> cells(std::uint32_t words);
  /// ... none if they were not made.
  std::span<const std::uint32_t> cells() const;
  /// Applies `moved` to every time of every entry.
  template <class Moved>
  void move_times(const Moved& moved) {
    for_each([&](std::uint32_t i) {
      KeyEntry& e = entry(i);
      e.slot.first_ms = moved(e.slot.first_ms);
      e.slot.last_ms = moved(e.slot.last_ms);
      for (std::uint32_t& time : e.key.times) {
        if (time != kNever) time = moved(time);
      }
      if (e.key.due_ms != kNever) e.key.due_ms = moved(e.key.due_ms);
    });
    rebuild_heap();
  }
  /// Calls `visit(index)` for each key, from the one that was quiet for longest.
  template <class Visit>
  void for_each(const Visit& visit) const {
    if (state_.size == 0) return;
    for (std::uint32_t i = header().oldest; i != kNone;) {
      const std::uint32_t next = entry(i).newer;
      visit(i);
      i = next;
    }
  }
  /// Calls `visit(index)` for each forgotten place, the one that is used next first.
  template <class Visit>
  void for_each_free(const Visit& visit) const {
    if (state_.capacity == 0) return;
    for (std::uint32_t i = header().free; i != kNone; i = entry(i).chain) visit(i);
  }
  /// A key with the place it has.
  struct Placed {
    std::uint16_t index = 0;
    std::uint64_t hash = 0;
  };
  /// Makes the empty table one with these keys, the one that was quiet for longest first, with nothing held and no
  /// timer, and these free places, the one that is used next first. Precondition: keys and free places together
  /// are at most the limit, and their indices are 0, 1, 2, ... in any order; events of no keys need cells.
  void place(std::span<const Placed> keys, std::span<const std::uint16_t> free, std::uint32_t events);
  /// Gives the block back.
  void clear();

 private:
  struct Header {
    std::uint32_t events = 0;
    std::uint32_t cells = SlotPool::kNone;  ///< block
    std::uint32_t cell_words = 0;
    std::uint16_t oldest = kNone;
    std::uint16_t newest = kNone;
    std::uint16_t free = kNone;
    std::uint16_t used = 0;  ///< entries below were in use once
    std::uint16_t timers = 0;
    std::uint16_t rests = 0;
  };
  static constexpr std::size_t kHeaderBytes = 64;
  static_assert(sizeof(Header) <= kHeaderBytes);
  friend TableState copy_keys(const SlotPool& from, const TableState& state, SlotPool& to);

  Header& header() const { return *reinterpret_cast<Header*>(pool_.at(state_.block)); }
  std::byte* bytes_of(std::uint32_t i) const { return pool_.at(state_.block) + kHeaderBytes + i * stride(); }
  std::size_t stride() const { return sizeof(KeyEntry) + (state_.wide != 0 ? sizeof(WideAddresses) : 0); }
  std::uint16_t* heap() const {
    return reinterpret_cast<std::uint16_t*>(pool_.at(state_.block) + kHeaderBytes + state_.capacity * stride());
  }
  std::uint16_t* buckets() const { return heap() + state_.capacity; }
  std::uint16_t& bucket_of(std::uint64_t hash) const;
  void resize(std::uint32_t capacity, bool wide);
  void fill_new(std::uint32_t i, std::uint64_t hash);
  void put_in_bucket(std::uint32_t i);
  void put_newest(std::uint32_t i);
  void take_from_order(std::uint32_t i);
  bool before(std::uint16_t a, std::uint16_t b) const;
  void sift(std::uint32_t place);
  void rebuild_heap();

  SlotPool& pool_;
  TableState& state_;
  std::uint32_t limit_;
  KeyOrder order_;
};

/// The same keys in another pool, or once more in the same.
TableState copy_keys(const SlotPool& from, const TableState& state, SlotPool& to);

}  // namespace picket
