#include "pipeline_core/learn/hour_profile.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket {
namespace {

TEST(HourProfile, converges_to_a_daily_curve_within_its_stated_dead_zone) {
  // Weight 0.2: what is left is at most 1 / (64 * 0.2) = 0.079, half a step of rounding, and a step of the sum.
  const auto curve = [](std::uint32_t h) { return 1.5 * std::sin(h * 2 * 3.14159265 / 24); };
  HourProfile profile;
  for (int day = 0; day < 60; ++day) {
    for (std::uint32_t h = 0; h < 24; ++h) profile.learn(h, curve(h), 0.2);
  }
  for (std::uint32_t h = 0; h < 24; ++h) EXPECT_NEAR(profile.at(h), curve(h), 0.079 + 1.5 / 32) << h;
}

TEST(HourProfile, stays_within_its_range) {
  HourProfile profile;
  for (int day = 0; day < 100; ++day) {
    profile.learn(3, 1e6, 0.2);
    profile.learn(28, -1e6, 0.2);
  }
  EXPECT_GE(profile.at(27), 3.9);
  EXPECT_LE(profile.at(3), 127.0 / 32);
  EXPECT_LE(profile.at(4), -3.9);
  EXPECT_GE(profile.at(4), -4);
}

TEST(HourProfile, leaves_what_all_hours_share_to_the_level) {
  HourProfile profile;
  for (int day = 0; day < 100; ++day) {
    for (std::uint32_t h = 0; h < 24; ++h) profile.learn(h, 2, 0.2);
  }
  double sum = 0;
  for (std::uint32_t h = 0; h < 24; ++h) sum += profile.at(h);
  EXPECT_LT(std::abs(sum), 24 * HourProfile::kStep);
}

}  // namespace
}  // namespace picket
