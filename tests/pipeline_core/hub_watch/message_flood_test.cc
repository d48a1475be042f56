#include "pipeline_core/hub_watch/message_flood.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::second;

const FloodSettings kFloodSettings;

/// `n` messages spread over a window, learnt.
MessageFlood learnt(std::uint32_t n) {
  MessageFlood flood;
  for (std::uint32_t i = 0; i < n; ++i) EXPECT_FALSE(flood.add(second(i * 300 / n), 1, true, kFloodSettings));
  EXPECT_FALSE(flood.add(second(300), 1, true, kFloodSettings));  // closes the window
  EXPECT_EQ(flood.busiest, n);
  return flood;
}

// Nothing learnt: the limit is 300 in 5 min; the 301st message makes it a flood, once a window.
TEST(MessageFlood, needs_more_than_the_floor) {
  MessageFlood flood;
  for (int i = 0; i < 300; ++i) ASSERT_FALSE(flood.add(second(i / 2), 1, false, kFloodSettings)) << i;
  EXPECT_TRUE(flood.add(second(151), 1, false, kFloodSettings));
  EXPECT_FALSE(flood.add(second(152), 1000, false, kFloodSettings));
  EXPECT_TRUE(flood.add(second(301), 301, false, kFloodSettings));
}

// Learnt: 200 in 5 min; four times that are 800.
TEST(MessageFlood, needs_more_than_the_devices_own_habit) {
  MessageFlood flood = learnt(200);
  EXPECT_FALSE(flood.add(second(600), 800, false, kFloodSettings));
  EXPECT_TRUE(flood.add(second(601), 1, false, kFloodSettings));
}

// 100 in 5 min learnt: limit 400. Silent from 300 s to 4,200 s = 13 windows: 1,300 queued messages may follow.
TEST(MessageFlood, a_device_that_comes_back_may_send_what_it_has_queued) {
  MessageFlood flood = learnt(100);
  EXPECT_FALSE(flood.add(second(4200), 400 + 1300, false, kFloodSettings));
  EXPECT_TRUE(flood.add(second(4201), 1, false, kFloodSettings));
  // The queue may also come slowly, over several windows; but it comes once.
  MessageFlood slow = learnt(100);
  EXPECT_FALSE(slow.add(second(4200), 1000, false, kFloodSettings));
  // 600 of 1,300 are used, and the busiest window has grown to 125: 500 more are used now, with 200 left.
  EXPECT_FALSE(slow.add(second(4500), 1000, false, kFloodSettings));
  EXPECT_TRUE(slow.add(second(4800), 1000, false, kFloodSettings));
}

// The queue of at most 12 h counts: 144 windows of 100.
TEST(MessageFlood, a_long_silence_earns_no_more_than_the_longest_queue) {
  MessageFlood flood = learnt(100);
  const std::int64_t week = 7 * 86'400;
  EXPECT_FALSE(flood.add(second(week), 400 + 14'400, false, kFloodSettings));
  EXPECT_TRUE(flood.add(second(week + 1), 1, false, kFloodSettings));
}

// After learning 100 grow to 125, not to the flood's 5,000: the limit is 500 then.
TEST(MessageFlood, a_flood_does_not_make_itself_normal) {
  MessageFlood flood = learnt(100);
  EXPECT_TRUE(flood.add(second(600), 5000, false, kFloodSettings));
  EXPECT_FALSE(flood.add(second(900), 500, false, kFloodSettings));
  EXPECT_EQ(flood.busiest, 125u);
  EXPECT_TRUE(flood.add(second(901), 1, false, kFloodSettings));
}

TEST(MessageFlood, counts_no_further_than_it_can) {
  MessageFlood flood;
  EXPECT_TRUE(flood.add(second(0), UINT32_MAX, false, kFloodSettings));
  EXPECT_FALSE(flood.add(second(0), UINT32_MAX, false, kFloodSettings));
  EXPECT_EQ(flood.count, UINT32_MAX);
}

}  // namespace
}  // namespace picket
