#include "sim/live/pipeline/stream_clock.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kClockStart = Time::from_unix_seconds(1'790'000'000);
constexpr Time after(std::int64_t seconds) { return kClockStart + Duration::seconds(seconds); }

PartitionState attached(std::int64_t last) {
  PartitionState state;
  state.attached = true;
  state.last_at_attach = last;
  return state;
}

TEST(StreamClock, follows_the_slowest_partition_through_the_past_and_the_clock_in_the_present) {
  StreamClock clock;
  EXPECT_EQ(clock.reached(after(0)), std::nullopt);
  // Partition 0 has two events from an hour ago, partition 1 none.
  clock.update({{0, attached(1)}, {1, attached(-1)}}, true, after(0));
  EXPECT_EQ(clock.reached(after(0)), std::nullopt) << "what partition 0 holds is not known yet";
  EXPECT_EQ(clock.slowest(), std::uint16_t{0});
  clock.read(0, 0, after(-3'600), after(0));
  EXPECT_EQ(clock.reached(after(0)), after(-3'600));
  EXPECT_FALSE(clock.is_present());
  clock.read(0, 1, after(-3'000), after(1));
  EXPECT_TRUE(clock.is_present());
  EXPECT_EQ(clock.slowest(), std::nullopt);
  EXPECT_EQ(clock.reached(after(100)), after(95));
}

TEST(StreamClock, stands_while_a_partition_is_not_attached) {
  StreamClock clock;
  clock.update({{0, attached(0)}}, true, after(0));
  clock.read(0, 0, after(0), after(0));
  EXPECT_EQ(clock.reached(after(50)), after(45));
  PartitionState gone = attached(0);
  gone.attached = false;
  clock.update({{0, gone}}, true, after(51));
  EXPECT_EQ(clock.reached(after(500)), after(0));
  // It comes back with five events that were stored meanwhile.
  clock.update({{0, attached(5)}}, true, after(600));
  EXPECT_EQ(clock.reached(after(600)), after(0));
  clock.read(0, 5, after(550), after(601));
  EXPECT_EQ(clock.reached(after(601)), after(596));
}

TEST(StreamClock, what_an_earlier_life_read_counts) {
  StreamClock clock;
  PartitionState state = attached(41);
  state.position = {StartPosition::Kind::kAfter, {}, "41", 41};
  clock.update({{0, state}}, true, after(0));
  EXPECT_TRUE(clock.is_present());
}

TEST(StreamClock, a_partition_whose_past_was_removed_shows_the_present_once_it_is_quiet) {
  StreamClock clock;
  clock.update({{0, attached(100)}}, true, after(0));
  clock.update({{0, attached(100)}}, true, after(9));
  EXPECT_FALSE(clock.is_present());
  clock.update({{0, attached(100)}}, true, after(10));
  EXPECT_TRUE(clock.is_present());
}

TEST(StreamClock, does_not_move_before_all_partitions_are_known) {
  StreamClock clock;
  clock.update({{0, attached(-1)}}, false, after(0));
  EXPECT_EQ(clock.reached(after(0)), std::nullopt);
}

}  // namespace
}  // namespace picket::sim
