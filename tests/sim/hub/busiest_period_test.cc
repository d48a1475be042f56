#include "sim/hub/busiest_period.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(BusiestPeriod, keeps_the_largest_sum_of_an_aligned_period) {
  BusiestPeriod second(Duration::seconds(1));
  const auto add = [&second](std::int64_t us, std::int64_t amount) {
    second.advance(Time::from_unix_microseconds(us));
    second.add(amount);
  };
  add(10'900'000, 2);
  add(10'999'999, 3);
  add(11'000'000, 4);  // a second of its own, although 100 ms after the first
  add(15'500'000, 1);
  EXPECT_EQ(second.largest(), 5);
}

TEST(BusiestPeriod, says_when_a_new_period_begins) {
  BusiestPeriod day(Duration::days(1));
  EXPECT_TRUE(day.advance(Time::from_unix_seconds(86'399)));
  EXPECT_FALSE(day.advance(Time::from_unix_microseconds(86'399'999'999)));
  EXPECT_TRUE(day.advance(Time::from_unix_seconds(86'400)));
  EXPECT_FALSE(day.advance(Time::from_unix_seconds(2 * 86'400 - 1)));
  EXPECT_TRUE(day.advance(Time::from_unix_seconds(9 * 86'400)));
}

TEST(BusiestPeriod, works_before_the_epoch) {
  BusiestPeriod second(Duration::seconds(1));
  EXPECT_TRUE(second.advance(Time::from_unix_microseconds(-1'500'000)));
  EXPECT_FALSE(second.advance(Time::from_unix_microseconds(-1'000'001)));
  EXPECT_TRUE(second.advance(Time::from_unix_microseconds(-1'000'000)));
  EXPECT_FALSE(second.advance(Time::from_unix_microseconds(-1)));
  EXPECT_TRUE(second.advance(Time::from_unix_microseconds(0)));
}

}  // namespace
}  // namespace picket::sim
