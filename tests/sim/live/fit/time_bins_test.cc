#include "sim/live/fit/time_bins.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kBinStart = Time::from_unix_seconds(1'789'948'800);  // a midnight

TEST(TimeBins, a_stretch_is_spread_evenly_and_a_moment_is_not) {
  TimeBins bins;
  bins.add(kBinStart, kBinStart + TimeBins::kFinest * 4, 8);
  bins.add(kBinStart + TimeBins::kFinest, kBinStart + TimeBins::kFinest, 3);
  ASSERT_EQ(bins.counts().size(), 5U);
  EXPECT_FLOAT_EQ(bins.counts()[0], 2);
  EXPECT_FLOAT_EQ(bins.counts()[1], 5);
  EXPECT_FLOAT_EQ(bins.counts()[3], 2);
  EXPECT_FLOAT_EQ(bins.counts()[4], 0);
  EXPECT_DOUBLE_EQ(bins.total_before(bins.first_bin() + 2), 7);
}

// Forty days in 96 bins at most, the earlier half added last: nothing is lost.
TEST(TimeBins, bins_become_wider_when_time_outgrows_them_and_lose_nothing) {
  TimeBins bins;
  for (int hour = 40 * 24 - 1; hour >= 0; --hour) bins.add(kBinStart + Duration::hours(hour), kBinStart + Duration::hours(hour + 1), 1);
  EXPECT_LE(bins.counts().size(), TimeBins::kMost);
  EXPECT_EQ(TimeBins::width_of(bins.level()), Duration::minutes(60 * 16));
  EXPECT_NEAR(bins.total_before(TimeBins::bin_at(kBinStart + Duration::days(50), bins.level())), 960, 0.01);
}

TEST(TimeBins, what_lies_before_the_begin_is_given_back) {
  TimeBins bins;
  HitTimes window{kBinStart - Duration::hours(1), kBinStart + Duration::hours(3), 40, false};
  EXPECT_DOUBLE_EQ(bins.add(window, kBinStart), 10);
  HitTimes ends{kBinStart - Duration::hours(1), kBinStart + Duration::hours(1), 2, true};
  EXPECT_DOUBLE_EQ(bins.add(ends, kBinStart), 1);
  HitTimes all{kBinStart - Duration::hours(2), kBinStart - Duration::hours(1), 7, false};
  EXPECT_DOUBLE_EQ(bins.add(all, kBinStart), 7);
}

}  // namespace
}  // namespace picket::sim
