#include "sim/live/fit/hit_times.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kArrival = Time::from_unix_seconds(1'790'000'000);

Observation hits_between(Time first, Time last, std::uint32_t hits, Time window_start, Time window_end) {
  return {HeartbeatRecord{}, hits, first, last, window_start, window_end, window_start < window_end};
}

TEST(HitTimes, one_event_is_at_its_own_time) {
  const Time at = kArrival - Duration::minutes(3);
  const HitTimes times = hit_times_of(hits_between(at, at, 1, at, at), kArrival);
  EXPECT_EQ(times.first, at);
  EXPECT_EQ(times.last, at);
}

TEST(HitTimes, a_window_alone_says_only_between_which_times) {
  const Time from = kArrival - Duration::hours(1);
  const HitTimes times = hit_times_of(hits_between(from, kArrival, 9, from, kArrival), kArrival);
  EXPECT_EQ(times.first, from);
  EXPECT_EQ(times.last, kArrival);
  EXPECT_FALSE(times.ends_known);
}

TEST(HitTimes, own_times_within_a_window_are_taken) {
  const Time from = kArrival - Duration::minutes(40);
  const Time to = kArrival - Duration::minutes(20);
  const HitTimes times = hit_times_of(hits_between(from, to, 3, kArrival - Duration::hours(1), kArrival), kArrival);
  EXPECT_EQ(times.first, from);
  EXPECT_EQ(times.last, to);
  EXPECT_TRUE(times.ends_known);
}

TEST(HitTimes, what_cannot_be_is_moved_to_the_arrival) {
  const Time ahead = kArrival + Duration::hours(2);
  const HitTimes future = hit_times_of(hits_between(ahead, ahead, 1, ahead, ahead), kArrival);
  EXPECT_TRUE(future.clock_ahead);
  EXPECT_EQ(future.last, kArrival);
  const Time behind = kArrival - Duration::days(400);
  const HitTimes past = hit_times_of(hits_between(behind, behind, 1, behind, behind), kArrival);
  EXPECT_TRUE(past.clock_behind);
  EXPECT_EQ(past.last, kArrival);
}

}  // namespace
}  // namespace picket::sim
