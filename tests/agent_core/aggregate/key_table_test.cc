#include "agent_core/aggregate/key_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <map>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

/// The same in the simplest containers.
struct Model {
  std::list<std::uint64_t> order;  ///< oldest first
  std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> keys;  ///< hash -> due, hits

  void touch(std::uint64_t hash) {
    order.remove(hash);
    order.push_back(hash);
  }
};

void expect_equal(const KeyTable& table, const Model& model) {
  ASSERT_EQ(table.size(), model.keys.size());
  std::vector<std::uint64_t> order;
  std::uint32_t first_due = kNever;
  table.for_each([&](std::uint32_t i) {
    const KeyEntry& e = table.entry(i);
    order.push_back(e.hash);
    ASSERT_EQ(table.find(e.hash), i);
    const auto& [due, hits] = model.keys.at(e.hash);
    ASSERT_EQ(e.key.due_ms, due);
    ASSERT_EQ(e.slot.hits, hits);
    first_due = std::min(first_due, due);
  });
  ASSERT_TRUE(std::equal(order.begin(), order.end(), model.order.begin(), model.order.end()));
  const std::uint32_t first = table.first_due();
  ASSERT_EQ(first == KeyTable::kNone ? kNever : table.entry(first).key.due_ms, first_due);
  if (!order.empty()) {
    ASSERT_EQ(table.entry(table.oldest()).hash, order.front());
  }
}

// Random creating, touching, timing, holding and forgetting gives what plain containers give, also when
// hashes share a bucket and when entries become wide.
TEST(KeyTable, equals_plain_containers) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    SlotPool pool;
    TableState state;
    const std::uint32_t limit = 1 + static_cast<std::uint32_t>(random.below(60));
    KeyTable table(pool, state, limit);
    Model model;
    for (int step = 0; step < 600; ++step) {
      // Equal low bits: all in one bucket for odd seeds.
      const std::uint64_t hash = (random.below(80) + 1) << (seed % 2 == 1 ? 40 : 20);
      std::uint32_t i = table.find(hash);
      ASSERT_EQ(i != KeyTable::kNone, model.keys.contains(hash));
      if (i == KeyTable::kNone) {
        if (table.full()) {
          const std::uint32_t oldest = table.oldest();
          model.keys.erase(table.entry(oldest).hash);
          model.order.pop_front();
          table.forget(oldest);
        }
        i = table.create(hash);
        model.keys[hash] = {kNever, 0};
        model.order.push_back(hash);
      }
      switch (random.below(5)) {
        case 0:
          table.touch(i);
          model.touch(hash);
          break;
        case 1: {
          const auto due = static_cast<std::uint32_t>(random.below(20));
          table.entry(i).key.due_ms = due;
          table.update_due(i);
          model.keys[hash].first = due;
          break;
        }
        case 2:
          table.entry(i).key.due_ms = kNever;
          table.update_due(i);
          model.keys[hash].first = kNever;
          break;
        case 3: {
          Slot slot;
          WideAddresses wide;
          NetworkRecord r;
          r.remote_address = random.chance(0.02) ? IpAddress::v6(1, hash) : IpAddress::v4(7);
          pack(r, slot, wide);
          slot.hits = static_cast<std::uint32_t>(hash);
          table.hold(i, slot, wide);
          model.keys[hash].second = static_cast<std::uint32_t>(hash);
          ASSERT_EQ(std::get<NetworkRecord>(unpack(table.entry(i).slot, table.wide(i))).remote_address, r.remote_address);
          break;
        }
        default:
          table.forget(i);
          model.keys.erase(hash);
          model.order.remove(hash);
      }
      expect_equal(table, model);
    }
    SlotPool other;
    TableState copied = copy_keys(pool, state, other);
    expect_equal(KeyTable(other, copied, limit), model);
    // Placed anew, the table is the same one: also its free places are used in the same order.
    std::vector<KeyTable::Placed> placed;
    std::vector<std::uint16_t> free;
    table.for_each([&](std::uint32_t i) { placed.push_back({static_cast<std::uint16_t>(i), table.entry(i).hash}); });
    table.for_each_free([&](std::uint32_t i) { free.push_back(static_cast<std::uint16_t>(i)); });
    TableState again_state;
    KeyTable again(other, again_state, limit);
    again.place(placed, free, table.events());
    table.for_each([&](std::uint32_t i) {
      again.entry(i).key = table.entry(i).key;
      again.update_due(i);
      if (table.entry(i).slot.hits != 0) again.hold(i, table.entry(i).slot, table.wide(i));
    });
    expect_equal(again, model);
    EXPECT_EQ(again.events(), table.events());
    for (std::uint64_t hash = 1; !again.full(); ++hash) ASSERT_EQ(again.create(hash << 50), table.create(hash << 50));
    table.clear();
    EXPECT_EQ(pool.bytes_in_use(), 0U);
  }
}

// Of equal times the lower index is first, whatever came before; also after the epoch has moved and times
// that were apart have become equal.
TEST(KeyTable, equal_times_go_by_index) {
  SlotPool pool;
  TableState state;
  KeyTable table(pool, state, 8);
  for (std::uint32_t n = 0; n < 4; ++n) {
    const std::uint32_t i = table.create(n);
    table.entry(i).key.due_ms = 100 - n;
    table.entry(i).key.times = {n, kNever, 1'000};
    table.update_due(i);
  }
  EXPECT_EQ(table.first_due(), 3U);
  table.move_times([](std::uint32_t ms) { return ms > 200 ? ms - 200 : 0; });
  EXPECT_EQ(table.first_due(), 0U);
  EXPECT_EQ(table.entry(0).key.times, (std::array<std::uint32_t, 3>{0, kNever, 800}));
}

// 96 bytes a key, 2 of the heap, 2 to 4 of the buckets, 64 in all, and the pool's rounding of at most 20 %.
TEST(KeyTable, bytes_of_a_full_table_are_bounded) {
  SlotPool pool;
  TableState state;
  KeyTable table(pool, state, 5'000);
  for (std::uint64_t n = 0; n < 5'000; ++n) table.create(mix64(n));
  EXPECT_TRUE(table.full());
  EXPECT_LE(pool.bytes_in_use(), (64U + 5'000U * 102U) * 5 / 4);
}

// KeyOrder::kLeast: of equal times the key that was counted least is first, rests come last; against a search.
TEST(KeyTable, in_the_order_of_counts_the_least_is_first) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    SlotPool pool;
    TableState state;
    KeyTable table(pool, state, 40 + kMostRests, KeyOrder::kLeast);
    const std::uint32_t rest = table.create(kFirstRestHash + 3);
    table.entry(rest).key.due_ms = 100;
    table.update_due(rest);
    EXPECT_EQ(table.least(), KeyTable::kNone);
    EXPECT_EQ(table.first_due(), rest);
    for (int step = 0; step < 500; ++step) {
      const std::uint64_t hash = random.below(60) + 1;
      std::uint32_t i = table.find(hash);
      if (i == KeyTable::kNone) {
        if (table.keys() == 40) table.forget(table.least());
        i = table.create(hash);
        table.entry(i).key.due_ms = 100;
        table.entry(i).key.words[0] = static_cast<std::uint32_t>(random.below(5));
      }
      ++table.entry(i).slot.hits;
      table.update_due(i);
      std::pair<std::uint64_t, std::uint32_t> least{~std::uint64_t{0}, KeyTable::kNone};
      table.for_each([&](std::uint32_t k) {
        if (!is_rest(table.entry(k).hash)) least = std::min(least, std::pair(table.counted(k), k));
      });
      ASSERT_EQ(table.least(), least.second);
      ASSERT_EQ(table.keys() + 1, table.size());
    }
  }
}

// A key without a timer is never first; if none has one, the one that was quiet for longest makes room.
TEST(KeyTable, without_timers_the_least_is_the_oldest) {
  SlotPool pool;
  TableState state;
  KeyTable table(pool, state, 8, KeyOrder::kLeast);
  table.create(kFirstRestHash);
  const std::uint32_t first = table.create(1);
  table.create(2);
  table.entry(first).slot.hits = 9;
  EXPECT_EQ(table.least(), first);
}

TEST(KeyTable, cells_are_zero_at_first_and_copied_and_given_back) {
  SlotPool pool;
  SlotPool other;
  TableState state;
  KeyTable table(pool, state, 40);
  const KeyTable& view = table;
  EXPECT_TRUE(view.cells().empty());
  for (const std::uint32_t cell : table.cells(1'000)) ASSERT_EQ(cell, 0U);
  table.cells(1'000)[7] = 5;
  for (std::uint64_t hash = 1; hash <= 40; ++hash) table.create(hash);  // the table grows
  EXPECT_EQ(table.cells(1'000)[7], 5U);
  TableState copied = copy_keys(pool, state, other);
  KeyTable copy(other, copied, 40);
  EXPECT_EQ(copy.cells(1'000)[7], 5U);
  copy.cells(1'000)[7] = 6;
  EXPECT_EQ(table.cells(1'000)[7], 5U);
  table.clear();
  copy.clear();
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  EXPECT_EQ(other.bytes_in_use(), 0U);
}

}  // namespace
}  // namespace picket
