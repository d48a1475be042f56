#include "pipeline_core/detectors/login_hours.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

Time at_hour(int day, int hour) { return Time::from_unix_seconds(day * 86'400 + hour * 3'600); }

TEST(LoginHours, finds_a_sign_in_far_from_the_usual_hours_once) {
  LoginHours hours;
  for (int day = 0; day < 20; ++day) EXPECT_FALSE(hours.observe(at_hour(day, 9 + day % 8), 1, true, 20));
  EXPECT_FALSE(hours.observe(at_hour(20, 12), 1, false, 20));
  EXPECT_FALSE(hours.observe(at_hour(20, 8), 1, false, 20));   // next to a usual hour
  EXPECT_TRUE(hours.observe(at_hour(21, 3), 1, false, 20));
  EXPECT_FALSE(hours.observe(at_hour(22, 3), 1, false, 20));
}

TEST(LoginHours, judges_nothing_before_it_has_learned_enough) {
  LoginHours hours;
  for (int day = 0; day < 19; ++day) hours.observe(at_hour(day, 9), 1, true, 20);
  EXPECT_FALSE(hours.observe(at_hour(19, 23), 1, false, 20));
}

TEST(LoginHours, midnight_has_neighbours_on_both_sides) {
  LoginHours hours;
  hours.observe(at_hour(0, 23), 70'000, true, 20);
  EXPECT_FALSE(hours.observe(at_hour(1, 0), 1, false, 20));
  LoginHours first;
  first.observe(at_hour(0, 0), 20, true, 20);
  EXPECT_FALSE(first.observe(at_hour(1, 23), 1, false, 20));
  EXPECT_TRUE(first.observe(at_hour(1, 12), 1, false, 20));
}

TEST(LoginHours, knows_the_hours_before_1970) {
  LoginHours hours;
  const Time noon = Time::from_unix_seconds(-12 * 3600);
  for (int i = 0; i < 3; ++i) hours.observe(noon, 1, true, 3);
  EXPECT_FALSE(hours.observe(noon, 1, false, 3));
  EXPECT_TRUE(hours.observe(Time::from_unix_seconds(-1), 1, false, 3));
}

}  // namespace
}  // namespace picket
