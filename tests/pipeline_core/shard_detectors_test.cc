#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

// Back after 73 hours: told as of the 72nd, by one look at the end as by one at every hour.
TEST(ShardDetectors, a_long_silence_is_told_of_a_device_that_is_back) {
  for (const bool hourly : {false, true}) {
    Bench b;
    b.settings.silence_intervals = 1000;
    b.start(1, Duration::hours(1));
    const auto beat = [&](Time time) { b.send(time, {at(time, HeartbeatRecord{})}); };
    beat(kStart + Duration::minutes(30));
    for (int hour = 1; hourly && hour < 73; ++hour) b.advance(kStart + Duration::hours(hour));
    beat(kStart + Duration::minutes(30) + Duration::hours(73));
    b.advance(kStart + Duration::hours(75));
    ASSERT_EQ(b.sink->count("Device silent"), 1u) << hourly;
    EXPECT_EQ(b.sink->findings.front().window_end, kStart + Duration::minutes(30) + Duration::hours(72));
  }
}

// A clock that jumps ten years ahead and back: the jump is told, and what comes after it is judged as before.
TEST(ShardDetectors, an_event_from_the_future_blinds_no_model) {
  Bench b;
  b.settings.egress_model.min_hours = 1;
  b.start();
  b.core->set_learning(true);
  for (int hour = 0; hour < 6; ++hour) {
    const Time time = kStart + Duration::hours(hour);
    b.send(time, {flow(time, "203.0.113.7", 443, 1'000'000)});
  }
  b.advance(kStart + Duration::hours(6));
  b.core->set_learning(false);
  const Time now = kStart + Duration::hours(7);
  for (int i = 0; i < 4; ++i) b.send(now, {flow(now + Duration::days(3650 + i), "203.0.113.7", 443, 1000)});
  b.send(now, {flow(now, "203.0.113.7", 443, 5'000'000'000)});
  b.advance(now + Duration::hours(2));
  EXPECT_EQ(b.sink->count("sim.clock_jump"), 1u);
  EXPECT_EQ(b.sink->count("sim.egress_volume"), 1u);
  EXPECT_EQ(b.core->counts().event_times_ahead, 4u);
}

}  // namespace
}  // namespace picket
