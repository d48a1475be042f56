#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "pipeline_core/intel/hash_filter.h"

namespace picket {

/// Finds a number by the hash of a value, in few bytes and mostly one cache line.
///
/// Model:  a filter answers most misses; behind it slots of 8 bytes, filled in the order of hashes, three keys for
///         four slots, so that a key lies at its place or a little after it.
/// Cost:   16 bits of filter and 10.7 bytes of slots a key; a miss reads one word, a hit one word and a slot.
/// Limits: at most 2^32 - 2 keys; a key that would lie more than kMaxDistance slots from its place is refused,
///         so that keys made to collide cannot make look-ups long. Honest keys do not come near it.
class HashIndex {
 public:
  static constexpr std::uint32_t kNone = ~0U;
  static constexpr std::size_t kMaxDistance = 255;

  struct Key {
    std::uint64_t hash = 0;
    std::uint32_t value = 0;
  };

  /// Takes keys in ascending order of their hashes and calls `refuse(value)` for each that found no place.
  template <class Refuse>
  void build(const std::vector<Key>& sorted, Refuse refuse) {
    capacity_ = std::max<std::size_t>(4, sorted.size() + sorted.size() / 3);
    slots_.assign(capacity_ + kMaxDistance + 1, {});
    filter_.reset(sorted.size());
    std::size_t next = 0;
    for (const Key& key : sorted) {
      const std::size_t place = place_of(key.hash);
      const std::size_t at = std::max(place, next);
      if (at - place > kMaxDistance) {
        refuse(key.value);
        continue;
      }
      slots_[at] = {static_cast<std::uint32_t>(key.hash), key.value};
      filter_.add(key.hash);
      next = at + 1;
    }
  }

  /// False means that no key has this hash.
  bool may_contain(std::uint64_t hash) const { return filter_.may_contain(hash); }
  /// The value of the key with this hash for which `equal(value)` holds, or kNone. Ask `may_contain` first.
  template <class Equal>
  std::uint32_t find(std::uint64_t hash, Equal equal) const {
    const auto tag = static_cast<std::uint32_t>(hash);
    const std::size_t place = place_of(hash);
    for (std::size_t at = place; at <= place + kMaxDistance; ++at) {
      const Slot& slot = slots_[at];
      if (slot.value == kNone) return kNone;
      if (slot.tag == tag && equal(slot.value)) return slot.value;
    }
    return kNone;
  }

  std::size_t bytes() const { return slots_.size() * sizeof(Slot) + filter_.bytes(); }

 private:
  struct Slot {
    std::uint32_t tag = 0;  ///< low half of the hash; the high half is the place
    std::uint32_t value = kNone;
  };
  std::size_t place_of(std::uint64_t hash) const { return ((hash >> 32) * capacity_) >> 32; }

  std::size_t capacity_ = 0;
  std::vector<Slot> slots_;
  HashFilter filter_;
};

}  // namespace picket
