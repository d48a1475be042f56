#include "agent_core/base/time.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(Duration, units_are_multiples_of_the_microsecond) {
  EXPECT_EQ(Duration::milliseconds(3).count_microseconds(), 3'000);
  EXPECT_EQ(Duration::seconds(2), Duration::milliseconds(2'000));
  EXPECT_EQ(Duration::days(1), Duration::hours(24));
  EXPECT_EQ(Duration::hours(1), Duration::minutes(60));
  EXPECT_EQ(Duration::minutes(1), Duration::seconds(60));
  EXPECT_DOUBLE_EQ(Duration::milliseconds(1'500).to_seconds(), 1.5);
}

TEST(Duration, from_seconds_rounds_half_away_from_zero) {
  EXPECT_EQ(Duration::from_seconds(0.0000005).count_microseconds(), 1);
  EXPECT_EQ(Duration::from_seconds(-0.0000005).count_microseconds(), -1);
  EXPECT_EQ(Duration::from_seconds(0.0000004).count_microseconds(), 0);
  EXPECT_EQ(Duration::from_seconds(1.25), Duration::milliseconds(1'250));
}

TEST(Duration, division_and_remainder_put_the_dividend_together_again) {
  for (const std::int64_t a : {-7'000'001, -3, 0, 5, 7'000'003}) {
    for (const std::int64_t b : {-4, 3, 1'000'000}) {
      const Duration dividend = Duration::microseconds(a);
      const Duration divisor = Duration::microseconds(b);
      EXPECT_EQ(divisor * (dividend / divisor) + dividend % divisor, dividend) << a << " " << b;
    }
  }
}

TEST(Duration, orders_and_adds_as_integers_do) {
  EXPECT_LT(-Duration::seconds(1), Duration());
  EXPECT_GT(Duration::max(), Duration::days(100'000));
  Duration d = Duration::seconds(5);
  d += Duration::seconds(2);
  d -= Duration::seconds(3);
  EXPECT_EQ(d, Duration::seconds(4));
  EXPECT_EQ(d / 2, Duration::seconds(2));
  EXPECT_EQ(2 * d - d, d);
}

TEST(Time, whole_seconds_round_down_also_before_1970) {
  EXPECT_EQ(Time::from_unix_microseconds(1'999'999).unix_seconds(), 1);
  EXPECT_EQ(Time::from_unix_microseconds(-1).unix_seconds(), -1);
  EXPECT_EQ(Time::from_unix_microseconds(-1'000'000).unix_seconds(), -1);
  EXPECT_EQ(Time::from_unix_microseconds(-1'000'001).unix_seconds(), -2);
}

TEST(Time, differences_are_exact_over_the_centuries) {
  const Time far = Time::from_unix_seconds(253'402'300'799);  // the last second of the year 9999
  const Time near = Time::from_unix_microseconds(1);
  EXPECT_EQ((far - near).count_microseconds(), 253'402'300'799'000'000 - 1);
  EXPECT_EQ(near + (far - near), far);
  EXPECT_EQ(far - (far - near), near);
  EXPECT_LT(Time::min(), near);
  EXPECT_LT(far, Time::max());
}

}  // namespace
}  // namespace picket
