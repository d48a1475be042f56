#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/aggregate/slot_pool.h"

namespace picket {

/// The keys that a device has shown before, as 32-bit fingerprints in a ring: the oldest is
/// forgotten when `limit` is reached.
///
/// Cost:   4 bytes a key, taken from the pool as the ring grows; a query reads the ring once (about
///         20 ns for 200 keys, 400 ns for 4,096), and is asked only when an entry is created.
/// Errors: a new key is taken for a known one with probability size / 2^32; it then waits for its
///         window like any other.
struct FirstSeenState {
  std::uint32_t block = SlotPool::kNone;
  std::uint16_t size = 0;
  std::uint16_t head = 0;  ///< of the oldest, once the ring is full
};

bool contains(const SlotPool& pool, const FirstSeenState& state, std::uint32_t fingerprint);
/// Precondition: not contained; limit in [1, 65,535].
void remember(SlotPool& pool, FirstSeenState& state, std::uint32_t limit, std::uint32_t fingerprint);
/// The fingerprints, oldest first: `remember`ed in that order they make a ring that goes on the same way.
std::vector<std::uint32_t> fingerprints_of(const SlotPool& pool, const FirstSeenState& state);
void forget_all(SlotPool& pool, FirstSeenState& state);
FirstSeenState copy_first_seen(const SlotPool& from, const FirstSeenState& state, SlotPool& to);

}  // namespace picket
