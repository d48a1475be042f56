#include "agent_core/aggregate/first_seen.h"

#include <cstring>

namespace picket {
namespace {

constexpr std::size_t kEntry = sizeof(std::uint32_t);

std::uint8_t class_of(std::size_t entries) {
  return SlotPool::size_class_for(entries * kEntry);
}

}  // namespace

bool contains(const SlotPool& pool, const FirstSeenState& state, std::uint32_t fingerprint) {
  if (state.size == 0) return false;
  const std::byte* data = pool.at(state.block);
  // Blocks of 64, so that the compiler may compare many at a time and still leave early.
  for (std::uint32_t from = 0; from < state.size; from += 64) {
    const std::uint32_t end = from + 64 < state.size ? from + 64 : state.size;
    std::uint32_t found = 0;
    for (std::uint32_t i = from; i < end; ++i) {
      std::uint32_t entry;
      std::memcpy(&entry, data + i * kEntry, kEntry);
      found |= entry == fingerprint ? 1U : 0U;
    }
    if (found != 0) return true;
  }
  return false;
}

void remember(SlotPool& pool, FirstSeenState& state, std::uint32_t limit, std::uint32_t fingerprint) {
  if (state.size == limit) {
    std::memcpy(pool.at(state.block) + state.head * kEntry, &fingerprint, kEntry);
    state.head = static_cast<std::uint16_t>(state.head + 1U == limit ? 0 : state.head + 1U);
    return;
  }
  if (state.size == 0) {
    state.block = pool.allocate(class_of(1));
  } else if (const std::uint8_t held = class_of(state.size); class_of(state.size + 1U) != held) {
    const std::uint32_t larger = pool.allocate(class_of(state.size + 1U));
    std::memcpy(pool.at(larger), pool.at(state.block), state.size * kEntry);
    pool.release(state.block, held);
    state.block = larger;
  }
  std::memcpy(pool.at(state.block) + state.size * kEntry, &fingerprint, kEntry);
  ++state.size;
}

std::vector<std::uint32_t> fingerprints_of(const SlotPool& pool, const FirstSeenState& state) {
  std::vector<std::uint32_t> all(state.size);
  for (std::uint32_t i = 0; i < state.size; ++i) {
    const std::uint32_t at = state.head + i;
    std::memcpy(&all[i], pool.at(state.block) + (at < state.size ? at : at - state.size) * kEntry, kEntry);
  }
  return all;
}

void forget_all(SlotPool& pool, FirstSeenState& state) {
  if (state.size != 0) pool.release(state.block, class_of(state.size));
  state = {};
}

FirstSeenState copy_first_seen(const SlotPool& from, const FirstSeenState& state, SlotPool& to) {
  FirstSeenState copy = state;
  if (state.size != 0) {
    copy.block = to.allocate(class_of(state.size));
    std::memcpy(to.at(copy.block), from.at(state.block), state.size * kEntry);
  }
  return copy;
}

}  // namespace picket
