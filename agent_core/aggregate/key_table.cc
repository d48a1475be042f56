#include "agent_core/aggregate/key_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::uint32_t kLeastKeys = 4;
constexpr std::size_t kHeader = 64;

/// More than any key counts.
constexpr std::uint64_t kMostCounted = ~std::uint64_t{0};

std::uint8_t class_of_cells(std::uint32_t words) {
  return SlotPool::size_class_for(std::size_t{words} * sizeof(std::uint32_t));
}

std::size_t bucket_count(std::size_t capacity) {
  return std::bit_ceil(capacity);
}
std::size_t block_bytes(std::size_t capacity, bool wide) {
  const std::size_t stride = sizeof(KeyEntry) + (wide ? sizeof(WideAddresses) : 0);
  return kHeader + capacity * (stride + 2) + bucket_count(capacity) * 2;
}
std::uint8_t class_of_block(const TableState& state) {
  return SlotPool::size_class_for(block_bytes(state.capacity, state.wide != 0));
}

}  // namespace

std::uint16_t& KeyTable::bucket_of(std::uint64_t hash) const {
  return buckets()[(hash >> 20) & (bucket_count(state_.capacity) - 1)];
}

std::uint32_t KeyTable::find(std::uint64_t hash) const {
  if (state_.size == 0) return kNone;
  std::uint32_t i = bucket_of(hash);
  while (i != kNone && entry(i).hash != hash) i = entry(i).chain;
  return i;
}

void KeyTable::put_in_bucket(std::uint32_t i) {
  std::uint16_t& first = bucket_of(entry(i).hash);
  entry(i).chain = first;
  first = static_cast<std::uint16_t>(i);
}

void KeyTable::put_newest(std::uint32_t i) {
  Header& h = header();
  KeyEntry& e = entry(i);
  e.older = h.newest;
  e.newer = kNone;
  if (h.newest != kNone) entry(h.newest).newer = static_cast<std::uint16_t>(i);
  h.newest = static_cast<std::uint16_t>(i);
  if (h.oldest == kNone) h.oldest = h.newest;
}

void KeyTable::take_from_order(std::uint32_t i) {
  Header& h = header();
  const KeyEntry& e = entry(i);
  (e.older == kNone ? h.oldest : entry(e.older).newer) = e.newer;
  (e.newer == kNone ? h.newest : entry(e.newer).older) = e.older;
}

void KeyTable::resize(std::uint32_t capacity, bool wide) {
  TableState old_state = state_;
  const KeyTable old(pool_, old_state, limit_);
  state_.capacity = static_cast<std::uint16_t>(capacity);
  state_.wide = wide ? 1 : 0;
  state_.block = pool_.allocate(class_of_block(state_));
  std::fill_n(buckets(), bucket_count(capacity), static_cast<std::uint16_t>(kNone));
  if (old_state.capacity == 0) {
    header() = Header{};
    return;
  }
  header() = old.header();
  for (std::uint32_t i = 0; i < header().used; ++i) std::memcpy(bytes_of(i), old.bytes_of(i), std::min(stride(), old.stride()));
  std::copy_n(old.heap(), header().timers, heap());
  for_each([this](std::uint32_t i) { put_in_bucket(i); });
  pool_.release(old_state.block, class_of_block(old_state));
}

std::uint32_t KeyTable::create(std::uint64_t hash) {
  PICKET_CHECK(!full(), "limit", limit_);
  if (state_.size == state_.capacity) {
    resize(std::clamp(state_.capacity * 2U, std::min(kLeastKeys, limit_), limit_), state_.wide != 0);
  }
  Header& h = header();
  const std::uint32_t i = h.free != kNone ? h.free : h.used;
  if (h.free != kNone) {
    h.free = entry(i).chain;
  } else {
    ++h.used;
  }
  ++state_.size;
  fill_new(i, hash);
  return i;
}

void KeyTable::fill_new(std::uint32_t i, std::uint64_t hash) {
  KeyEntry& e = entry(i);
  e = KeyEntry{};
  e.slot.hits = 0;
  e.hash = hash;
  e.heap = kNone;
  header().rests = static_cast<std::uint16_t>(header().rests + (is_rest(hash) ? 1 : 0));
  put_in_bucket(i);
  put_newest(i);
}

std::span<std::uint32_t> KeyTable::cells(std::uint32_t words) {
  if (state_.capacity == 0) resize(std::min(kLeastKeys, limit_), false);
  if (header().cells == SlotPool::kNone) {
    const std::uint32_t block = pool_.allocate(class_of_cells(words));
    header().cells = block;
    header().cell_words = words;
    std::memset(pool_.at(block), 0, std::size_t{words} * sizeof(std::uint32_t));
  }
  return {reinterpret_cast<std::uint32_t*>(pool_.at(header().cells)), header().cell_words};
}

std::span<const std::uint32_t> KeyTable::cells() const {
  if (state_.capacity == 0 || header().cells == SlotPool::kNone) return {};
  return {reinterpret_cast<const std::uint32_t*>(pool_.at(header().cells)), header().cell_words};
}

void KeyTable::place(std::span<const Placed> keys, std::span<const std::uint16_t> free, std::uint32_t events) {
  PICKET_CHECK(state_.capacity == 0 && keys.size() + free.size() <= limit_, "limit", limit_);
  const auto used = static_cast<std::uint32_t>(keys.size() + free.size());
  if (used == 0 && events == 0) return;
  resize(std::max(used, std::min(kLeastKeys, limit_)), false);
  Header& h = header();
  h.events = events;
  h.used = static_cast<std::uint16_t>(used);
  state_.size = static_cast<std::uint16_t>(keys.size());
  for (const Placed& key : keys) {
    fill_new(key.index, key.hash);
  }
  for (auto i = free.rbegin(); i != free.rend(); ++i) {
    entry(*i).chain = h.free;
    h.free = *i;
  }
}

void KeyTable::hold(std::uint32_t i, const Slot& slot, const WideAddresses& wide) {
  if (is_wide(slot) && state_.wide == 0) resize(state_.capacity, true);
  entry(i).slot = slot;
  if (is_wide(slot)) std::memcpy(bytes_of(i) + sizeof(KeyEntry), &wide, sizeof wide);
}

void KeyTable::touch(std::uint32_t i) {
  if (header().newest == i) return;
  take_from_order(i);
  put_newest(i);
}

void KeyTable::forget(std::uint32_t i) {
  entry(i).key.due_ms = kNever;
  update_due(i);
  take_from_order(i);
  header().rests = static_cast<std::uint16_t>(header().rests - (is_rest(entry(i).hash) ? 1 : 0));
  std::uint16_t* link = &bucket_of(entry(i).hash);
  while (*link != i) link = &entry(*link).chain;
  *link = entry(i).chain;
  entry(i).chain = header().free;
  header().free = static_cast<std::uint16_t>(i);
  --state_.size;
}

bool KeyTable::before(std::uint16_t a, std::uint16_t b) const {
  const std::uint32_t due_a = entry(a).key.due_ms;
  const std::uint32_t due_b = entry(b).key.due_ms;
  if (due_a != due_b) return due_a < due_b;
  if (order_ == KeyOrder::kLeast) {
    const std::uint64_t count_a = is_rest(entry(a).hash) ? kMostCounted : counted(a);
    const std::uint64_t count_b = is_rest(entry(b).hash) ? kMostCounted : counted(b);
    if (count_a != count_b) return count_a < count_b;
  }
  return a < b;
}

std::uint32_t KeyTable::least() const {
  const std::uint32_t first = first_due();
  if (first != kNone && !is_rest(entry(first).hash)) return first;
  if (keys() == 0) return kNone;
  std::uint32_t i = header().oldest;
  while (is_rest(entry(i).hash)) i = entry(i).newer;
  return i;
}

void KeyTable::sift(std::uint32_t place) {
  std::uint16_t* const h = heap();
  const std::uint32_t n = header().timers;
  const auto swap = [&](std::uint32_t a, std::uint32_t b) {
    std::swap(h[a], h[b]);
    entry(h[a]).heap = static_cast<std::uint16_t>(a);
    entry(h[b]).heap = static_cast<std::uint16_t>(b);
  };
  while (place > 0 && before(h[place], h[(place - 1) / 2])) {
    swap(place, (place - 1) / 2);
    place = (place - 1) / 2;
  }
  for (;;) {
    std::uint32_t least = place;
    for (const std::uint32_t child : {2 * place + 1, 2 * place + 2}) {
      if (child < n && before(h[child], h[least])) least = child;
    }
    if (least == place) return;
    swap(place, least);
    place = least;
  }
}

void KeyTable::update_due(std::uint32_t i) {
  Header& head = header();
  KeyEntry& e = entry(i);
  std::uint16_t* const h = heap();
  if (e.key.due_ms != kNever) {
    if (e.heap == kNone) {
      e.heap = head.timers;
      h[head.timers++] = static_cast<std::uint16_t>(i);
    }
    sift(e.heap);
    return;
  }
  if (e.heap == kNone) return;
  const std::uint32_t place = e.heap;
  e.heap = kNone;
  --head.timers;
  if (place == head.timers) return;
  h[place] = h[head.timers];
  entry(h[place]).heap = static_cast<std::uint16_t>(place);
  sift(place);
}

void KeyTable::rebuild_heap() {
  if (state_.capacity == 0) return;
  // Times that were apart may have become equal, and then the index decides.
  header().timers = 0;
  for_each([this](std::uint32_t i) {
    entry(i).heap = kNone;
    update_due(i);
  });
}

std::uint32_t KeyTable::first_due() const {
  return state_.capacity == 0 || header().timers == 0 ? kNone : heap()[0];
}

void KeyTable::clear() {
  if (!cells().empty()) pool_.release(header().cells, class_of_cells(header().cell_words));
  if (state_.capacity != 0) pool_.release(state_.block, class_of_block(state_));
  state_ = {};
}

TableState copy_keys(const SlotPool& from, const TableState& state, SlotPool& to) {
  TableState copy = state;
  if (state.capacity != 0) {
    copy.block = to.allocate(class_of_block(state));
    std::memcpy(to.at(copy.block), from.at(state.block), block_bytes(state.capacity, state.wide != 0));
    auto& header = *reinterpret_cast<KeyTable::Header*>(to.at(copy.block));
    if (header.cells != SlotPool::kNone) {
      const std::uint32_t cells = to.allocate(class_of_cells(header.cell_words));
      std::memcpy(to.at(cells), from.at(header.cells), std::size_t{header.cell_words} * sizeof(std::uint32_t));
      header.cells = cells;
    }
  }
  return copy;
}

}  // namespace picket
