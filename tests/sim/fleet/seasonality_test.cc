#include "sim/fleet/seasonality.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {
namespace {

const Time kMonday = Time::from_unix_seconds(1'772'409'600);  // 2026-03-02T00:00:00Z, a Monday

TEST(Seasonality, the_office_profile_is_high_at_ten_low_at_night_and_low_on_saturday) {
  const auto office = *Seasonality::profile("office");
  EXPECT_DOUBLE_EQ(office.multiplier(kMonday + Duration::hours(10)), 2.0);
  EXPECT_DOUBLE_EQ(office.multiplier(kMonday + Duration::hours(2)), 0.2);
  EXPECT_DOUBLE_EQ(office.multiplier(kMonday + Duration::hours(5 * 24 + 10)), 0.4);
  EXPECT_FALSE(Seasonality::profile("no such profile").has_value());
}

TEST(Seasonality, knows_every_name_that_a_scenario_may_use) {
  for (const std::string_view name : kSeasonalities) EXPECT_TRUE(Seasonality::profile(name).has_value()) << name;
}

// Updates are installed between 02:00 and 05:00: 3 hours at 7.3 of 24 are 91 % of the day's work, and a day's work is a
// day, so that a rate is what it says.
TEST(Seasonality, the_night_profile_puts_nine_tenths_between_two_and_five_and_keeps_the_mean) {
  const auto night = *Seasonality::profile("night");
  EXPECT_DOUBLE_EQ(night.multiplier(kMonday + Duration::hours(3)), 7.3);
  EXPECT_DOUBLE_EQ(night.multiplier(kMonday + Duration::hours(12)), 0.1);
  double day = 0;
  for (int h = 0; h < 24; ++h) day += night.multiplier(kMonday + Duration::hours(h));
  EXPECT_NEAR(day, 24, 1e-9);
  // Two hours at 0.1 from midnight, then half an hour at 7.3.
  EXPECT_EQ(night.after(kMonday, 720 + 13'140), kMonday + Duration::minutes(150));
}

TEST(Seasonality, work_takes_its_time_by_the_multiplier) {
  const auto office = *Seasonality::profile("office");
  // From 10:00 at 2.0: half an hour gives 3,600 s of work.
  EXPECT_EQ(office.after(kMonday + Duration::hours(10), 3'600), kMonday + Duration::minutes(630));
  // 00:00 to 07:00 at 0.2 gives 5,040 s, then 07:00 to 08:00 at 0.6 gives 2,160 s.
  EXPECT_EQ(office.after(kMonday, 5'040 + 2'160), kMonday + Duration::hours(8));
}

TEST(Seasonality, is_additive_and_never_goes_back) {
  const auto profile = *Seasonality::profile("residential");
  RandomStream random(3, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    const Time from = kMonday + Duration::from_seconds(random.uniform(0, 3e6));
    const double a = random.exponential(20'000);
    const double b = random.exponential(400'000);
    const Time one = profile.after(from, a + b);
    const Time two = profile.after(profile.after(from, a), b);
    EXPECT_GE(one, from);
    EXPECT_LE(std::abs((one - two).count_microseconds()), 20);
  }
}

TEST(Seasonality, has_its_largest_hour_where_the_profile_says) {
  EXPECT_EQ(Seasonality::profile("flat").value().largest(), 1);
  EXPECT_EQ(Seasonality::profile("office").value().largest(), 2.0);
  EXPECT_EQ(Seasonality::profile("residential").value().largest(), 2.0 * 1.15) << "a Saturday evening";
}

}  // namespace
}  // namespace picket::sim
