#include "sim/live/agent/live_clock.h"

#include <gtest/gtest.h>

#include <chrono>

namespace picket::sim {
namespace {

TEST(LiveClock, begins_at_the_time_of_day_and_does_not_go_back) {
  const LiveClock clock;
  const auto day = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  Time before = clock.now();
  EXPECT_LT(std::abs(before.unix_microseconds() - day), 5'000'000);
  for (int i = 0; i < 1'000; ++i) {
    const Time now = clock.now();
    EXPECT_GE(now, before);
    before = now;
  }
  EXPECT_EQ(clock.offset(), Duration()) << "nobody set the clock meanwhile";
}

}  // namespace
}  // namespace picket::sim
