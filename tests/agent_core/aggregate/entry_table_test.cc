#include "agent_core/aggregate/entry_table.h"

#include <gtest/gtest.h>

#include <deque>

#include "agent_core/base/random.h"

namespace picket {
namespace {

Slot slot_of(std::uint32_t value) {
  Slot slot;
  slot.hits = value;
  return slot;
}

/// Against a deque: a ring that grows, drops its oldest, and finds by tag.
TEST(EntryTable, behaves_as_a_queue_that_can_be_searched) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    SlotPool pool;
    TableState state;
    const TableShape shape{1 + static_cast<std::uint32_t>(random.below(300)), true, random.chance(0.5), false};
    EntryTable table(pool, state, shape);
    std::deque<std::pair<std::uint32_t, std::uint16_t>> truth;
    std::uint16_t first = 0;
    std::uint32_t next = 1;
    for (int step = 0; step < 2'000; ++step) {
      if (truth.size() == shape.limit || (random.chance(0.3) && !truth.empty())) {
        table.pop_oldest();
        truth.pop_front();
        ++first;
      }
      const auto tag = static_cast<std::uint16_t>(random.below(50));
      const std::uint32_t position = table.append(slot_of(next), {}, tag);
      truth.emplace_back(next++, tag);
      ASSERT_EQ(position + 1, truth.size());
      ASSERT_EQ(table.size(), truth.size());
      ASSERT_EQ(table.full(), truth.size() == shape.limit);
      const auto wanted = static_cast<std::uint16_t>(random.below(50));
      std::vector<std::uint32_t> asked;
      table.find(wanted, [&](std::uint32_t p) {
        asked.push_back(p);
        return false;
      });
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < truth.size(); ++i) {
        if (truth[i].second == wanted) expected.push_back(i);
      }
      ASSERT_EQ(asked, expected) << "seed " << seed;
    }
    for (std::uint32_t i = 0; i < truth.size(); ++i) {
      EXPECT_EQ(table.slot(i).hits, truth[i].first);
      EXPECT_EQ(table.index_of(i), static_cast<std::uint16_t>(first + i));
    }
    table.clear();
    EXPECT_EQ(pool.bytes_in_use(), 0U);
  }
}

TEST(EntryTable, becomes_wide_when_ipv6_comes) {
  SlotPool pool;
  TableState state;
  const TableShape shape{100, true, false, false};
  EntryTable table(pool, state, shape);
  std::vector<Record> records;
  for (std::uint32_t i = 0; i < 60; ++i) {
    NetworkRecord r;
    r.local_address = IpAddress::v4(1);
    r.remote_address = i % 7 == 5 ? IpAddress::v6(i, i) : IpAddress::v4(i + 1);
    Slot slot;
    WideAddresses wide;
    pack(r, slot, wide);
    table.append(slot, wide);
    records.emplace_back(r);
    EXPECT_EQ(state.wide != 0, i >= 5);
  }
  for (std::uint32_t i = 0; i < 60; ++i) EXPECT_EQ(table.record(i), records[i]);
  table.clear();
  EXPECT_EQ(state.wide, 0U);
}

/// The budget: at most 64 bytes an entry, tags, index and growth included, from 16 entries on, averaged over
/// the sizes that a table goes through; a full table of 256 at most 56.
TEST(EntryTable, takes_at_most_64_bytes_an_entry) {
  SlotPool pool;
  TableState state;
  const TableShape shape{256, true, false, false};
  EntryTable table(pool, state, shape);
  double sum = 0;
  for (std::uint32_t i = 1; i <= 256; ++i) {
    table.append(slot_of(i), {});
    if (i >= 16) sum += static_cast<double>(pool.bytes_in_use()) / i;
  }
  EXPECT_LE(sum / 241, 64);
  EXPECT_LE(pool.bytes_in_use() / 256.0, 56);
}

/// Narrow and wide entries, with and without QueueFields, in a ring that has turned.
TEST(EntryTable, gives_copies_of_its_entries) {
  for (const bool queued : {false, true}) {
    SlotPool pool;
    TableState state;
    const TableShape shape{5, true, queued, false};
    EntryTable table(pool, state, shape);
    for (std::uint32_t i = 0; i < 8; ++i) {
      if (table.full()) table.pop_oldest();
      NetworkRecord flow;
      flow.remote_address = i % 2 == 0 ? IpAddress::v4(i) : IpAddress::v6(9, i);
      Slot slot;
      WideAddresses wide;
      pack(flow, slot, wide);
      slot.hits = i + 1;
      const std::uint32_t position = table.append(slot, wide);
      if (queued) table.queue_fields(position) = {i, i + 1, i + 2, 1, 0};
    }
    for (std::uint32_t position = 0; position < 5; ++position) {
      const EntryCopy copy = read_entry(pool, state, shape, position);
      EXPECT_EQ(copy.slot.hits, position + 4);
      EXPECT_EQ(unpack(copy.slot, copy.wide), table.record(position));
      if (queued) {
        EXPECT_EQ(copy.queue.bytes, position + 5);
      }
    }
  }
}

}  // namespace
}  // namespace picket
