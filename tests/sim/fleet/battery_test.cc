#include "sim/fleet/battery.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// 1 Wh is 3,600 J. In 100 days the device draws 36 J a day; as much again halves its life, three times as much leaves a quarter.
TEST(Battery, as_much_again_halves_its_life) {
  const Battery battery{1, 100};
  EXPECT_EQ(battery_life_lost_days(battery, 0), 0);
  EXPECT_DOUBLE_EQ(battery_life_lost_days(battery, 36), 50);
  EXPECT_DOUBLE_EQ(battery_life_lost_days(battery, 3 * 36), 75);
}

TEST(Battery, cannot_lose_more_than_its_life) {
  const Battery battery{1, 100};
  EXPECT_LE(battery_life_lost_days(battery, 1e12), 100);
  EXPECT_GT(battery_life_lost_days(battery, 1e12), 99.999);
}

// A meter of 68 Wh for 15 years draws 44.7 J a day. Keep-alive each 240 s on NB-IoT at 2.5 J would be 900 J: of 15 years 0.7 are left.
TEST(Battery, of_a_meter_does_not_survive_a_connection_that_is_kept_open) {
  const Battery meter{68, 5'479};
  EXPECT_NEAR(5'479 - battery_life_lost_days(meter, 900), 259, 1);
}

}  // namespace
}  // namespace picket::sim
