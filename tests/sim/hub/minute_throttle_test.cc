#include "sim/hub/minute_throttle.h"

#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

// The documentation's example: a bulk call creates 50 devices on one unit of S1, 100 a minute. Two such calls pass in a
// minute, a third in the same minute does not.
TEST(MinuteThrottle, admits_two_bulk_calls_of_fifty_a_minute) {
  MinuteThrottle throttle(100);
  EXPECT_TRUE(throttle.request(at(1), 50));
  EXPECT_TRUE(throttle.request(at(2), 50));
  EXPECT_FALSE(throttle.request(at(2), 50));
  EXPECT_FALSE(throttle.request(at(59.999999), 1));
  EXPECT_TRUE(throttle.request(at(60), 50));
}

TEST(MinuteThrottle, a_refused_request_takes_nothing) {
  MinuteThrottle throttle(100);
  EXPECT_TRUE(throttle.request(at(0), 60));
  EXPECT_FALSE(throttle.request(at(1), 41));
  EXPECT_TRUE(throttle.request(at(1), 40));
  EXPECT_FALSE(throttle.request(at(1)));
}

TEST(MinuteThrottle, minutes_are_the_clocks) {
  MinuteThrottle throttle(1);
  EXPECT_TRUE(throttle.request(at(119)));
  EXPECT_FALSE(throttle.request(at(119.5)));
  EXPECT_TRUE(throttle.request(at(120)));
  EXPECT_FALSE(throttle.request(at(179)));
}

TEST(MinuteThrottle, unlimited_admits_everything) {
  MinuteThrottle throttle;
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(throttle.request(at(0), 1'000'000));
}

}  // namespace
}  // namespace picket::sim
