#include "agent_core/state/agent_image.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/saved_agents.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::Vocabulary;

struct Lived {
  Vocabulary words;
  Device device;

  explicit Lived(const Policy& policy) : device(policy, words.texts) {
    device.inventory = test::full_inventory(words);
    RandomStream random(4, 0, 10, Purpose::kTest);
    test::live_until(device, random, words, kStart, kStart + Duration::minutes(50));
    device.give(next_wake_up(device.state) - Duration::microseconds(2'000'000),
                DnsRecord{words.names[2], false});
  }
  AgentImage image() const { return image_of(*device.plan, device.state, device.pool); }
  std::string broken(const AgentImage& image) const {
    return std::string(broken_part(*device.plan, image).value_or("nothing"));
  }
};

TEST(AgentImage, what_agents_of_every_policy_are_is_not_broken) {
  for (const Policy& policy : test::policies_to_save()) {
    SCOPED_TRACE(policy.name);
    const Vocabulary words;
    Device device(policy, words.texts);
    device.inventory = test::full_inventory(words);
    RandomStream random(6, 0, 11, Purpose::kTest);
    Time now = kStart;
    for (int i = 0; i < 40; ++i) {
      now = test::live_until(device, random, words, now, now + Duration::minutes(20));
      const AgentImage image = image_of(*device.plan, device.state, device.pool);
      ASSERT_EQ(broken_part(*device.plan, image).value_or("nothing"), "nothing");
      SlotPool pool;
      AgentState again = agent_from(*device.plan, image, pool);
      EXPECT_EQ(held_events(*device.plan, again, pool), device.held());
      stop(*device.plan, again, pool);
      EXPECT_EQ(pool.bytes_in_use(), 0U);
    }
  }
}

TEST(AgentImage, a_ring_that_has_turned_gives_the_image_of_one_that_has_not) {
  const Vocabulary words;
  Policy policy = test::g2_linux_policy();
  policy.of(EventKind::kFile).cache_size = 3;
  Device device(policy, words.texts);
  for (std::size_t i = 0; i < 5; ++i) {
    device.give(kStart + Duration::seconds(1), FileRecord{words.names[i], FileOperation::kModified});
  }
  const std::size_t t = static_cast<std::size_t>(EventKind::kFile);
  ASSERT_NE(device.state.tables[t].head, 0);
  const AgentImage image = image_of(*device.plan, device.state, device.pool);
  // Five came and three stay: the oldest is the third, which has index 2.
  EXPECT_EQ(image.tables[t].first_index, 2);
  ASSERT_EQ(image.tables[t].entries.size(), 3U);
  EXPECT_EQ(std::get<FileRecord>(image.tables[t].entries[0].record).path, words.names[2]);
  SlotPool pool;
  const AgentState again = agent_from(*device.plan, image, pool);
  EXPECT_EQ(again.tables[t].head, 0);
  EXPECT_EQ(again.tables[t].first_index, 2);
}

TEST(AgentImage, parts_that_no_agent_of_generation_1_has_are_named) {
  const Lived lived(test::g1_c_policy());
  const AgentImage good = lived.image();
  ASSERT_EQ(lived.broken(good), "nothing");
  const auto broken_by = [&](const std::function<void(AgentImage&)>& change) {
    AgentImage image = good;
    change(image);
    return lived.broken(image);
  };
  EXPECT_EQ(broken_by([](AgentImage& i) { ++i.state.queued_bytes; }), "queued_bytes");
  EXPECT_EQ(broken_by([](AgentImage& i) { ++i.state.own.g1.queue_bytes[0]; }), "queue_bytes");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.own.g1.last_low = Time::min(); }), "last_low");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.origin = Time::min(); }), "origin");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.wake_up = i.state.started - Duration::seconds(1); }), "wake_up");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.deadline = i.state.wake_up; }), "deadline");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.phase = AgentPhase::kStopped; }), "wake_up");
  EXPECT_EQ(broken_by([](AgentImage& i) { i.state.phase = AgentPhase::kDead; }), "entries");
  EntryImage entry;
  entry.record = LoginRecord{};
  const auto login = static_cast<std::size_t>(EventKind::kLogin);
  const auto with = [&](std::size_t table, const EntryImage& added) {
    return broken_by([&](AgentImage& i) { i.tables[table].entries.push_back(added); });
  };
  EXPECT_EQ(with(login, entry), "nothing");
  EXPECT_EQ(with(static_cast<std::size_t>(EventKind::kDns), entry), "kind");
  EXPECT_EQ(with(kReportTable, entry), "entries") << "generation 1 has no table of reports";
  entry.hits = 0;
  EXPECT_EQ(with(login, entry), "hits");
  entry.hits = 1;
  std::get<LoginRecord>(entry.record).operation = LoginOperation::kLogout;
  EXPECT_EQ(with(login, entry), "record") << "generation 1 has no word for a logout";
  EntryImage further;
  further.record = SystemInformationRecord{};
  further.queue.further = 1;
  EXPECT_EQ(broken_by([&](AgentImage& i) { i.tables[kQueueTable + 2].entries.assign(1, further); }), "further");
}

/// Runs once a day: run 2^32 - 1 would be 11.8 million years away, and 2^63 microseconds are 292,000.
TEST(AgentImage, a_window_does_not_end_beyond_time) {
  Policy policy = test::g1_c_policy();
  policy.collect_interval = Duration::days(1);
  const Lived lived(policy);
  AgentImage image = lived.image();
  ASSERT_EQ(lived.broken(image), "nothing");
  image.state.own.g1.last_flush[1] = 0xffffffff;
  EXPECT_EQ(lived.broken(image), "last_flush");
}

TEST(AgentImage, limits_and_deadlines_of_the_others_are_held) {
  const Lived picket(test::picket_policy());
  AgentImage image = picket.image();
  ASSERT_EQ(picket.broken(image), "nothing");
  const bool lane_is_empty = image.tables[kQueueTable].entries.empty();
  image.state.deadline = lane_is_empty ? image.state.wake_up : Time::max();
  EXPECT_EQ(picket.broken(image), "deadline");
  image = picket.image();
  image.tables[kReportTable].entries.resize(1);
  EXPECT_EQ(picket.broken(image), "kind");
  image = picket.image();
  EntryImage dns;
  dns.record = DnsRecord{};
  image.tables[static_cast<std::size_t>(EventKind::kDns)].entries.resize(257, dns);
  EXPECT_EQ(picket.broken(image), "entries") << "the cache has 256";

  // 4,096 bytes a message: an event of as many fits none.
  const Lived stream(test::raw_policy());
  image = stream.image();
  ASSERT_EQ(stream.broken(image), "nothing");
  dns.queue.bytes = 4'096;
  image.tables[kQueueTable].entries.push_back(dns);
  EXPECT_EQ(stream.broken(image), "bytes");
}

// Keys must not take the room of the rests, and cells are all there or none.
TEST(AgentImage, the_room_of_a_sketch_is_held) {
  constexpr auto kDns = static_cast<std::size_t>(EventKind::kDns);
  Reduction r = test::reduction_of("sketch");
  r.period = Duration::hours(2);
  r.max_keys = 4;
  const Lived keys(test::reduced_policy(r));
  AgentImage image = keys.image();
  ASSERT_EQ(keys.broken(image), "nothing");
  const auto fill = [&image](std::uint16_t n) {
    image.tables[kDns].keys.clear();
    image.tables[kDns].free_indices.clear();
    for (std::uint16_t i = 0; i < n; ++i) image.tables[kDns].keys.push_back({i, i + 1U, {}, false, {}});
  };
  fill(5);
  EXPECT_EQ(keys.broken(image), "keys");
  fill(4);
  EXPECT_NE(keys.broken(image), "keys");

  r = test::reduction_of("sketch");
  r.sketch = SketchType::kCountMin;
  r.period = Duration::hours(2);
  const Lived cells(test::reduced_policy(r));
  image = cells.image();
  ASSERT_EQ(cells.broken(image), "nothing");
  fill(1);
  EXPECT_EQ(cells.broken(image), "keys");
  image = cells.image();
  ASSERT_EQ(image.tables[kDns].cells.size(), 1U + 4 * 256);
  image.tables[kDns].cells.pop_back();
  EXPECT_EQ(cells.broken(image), "cells");
  image.tables[kDns].cells.clear();
  EXPECT_EQ(cells.broken(image), image.tables[kDns].keys.empty() ? "events" : "cells");
}

}  // namespace
}  // namespace picket
