// What a sweep would take, in numbers as exact as they are known.

#include "sim/sweep/sweep_forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/sweep/small_sweep.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RoughTime, has_one_or_two_digits) {
  EXPECT_EQ(rough_time(0), "less than 10 s");
  EXPECT_EQ(rough_time(31.7), "~30 s");
  EXPECT_EQ(rough_time(57), "~1 min");
  EXPECT_EQ(rough_time(167.4), "~3 min");
  EXPECT_EQ(rough_time(9.6 * 60), "~10 min");
  EXPECT_EQ(rough_time(42 * 60), "~40 min");
  EXPECT_EQ(rough_time(56 * 60), "~1 h");
  EXPECT_EQ(rough_time(5'500), "~1.5 h");
  EXPECT_EQ(rough_time(36'000), "~10 h");
  EXPECT_EQ(rough_time(400'000), "~5 days");
}

class SweepForecastTest : public test::SweepFiles {};

// Two points of two kiosks for half an hour under two policies, two replications: 2 x 2 x 2 x 2 / 48 device-days.
TEST_F(SweepForecastTest, counts_simulations_and_device_days_of_what_is_missing) {
  const Study study = study_of(request("tiny.yaml", {"policy.g2_linux.medium=[30 min, 60 min]"}));
  PointRunSettings settings;
  settings.out_directory = file("out");
  settings.study_id = "study";
  settings.threads = 2;
  const SweepForecast forecast = forecast_sweep(points_of(study), 2, settings);
  EXPECT_EQ(forecast.points, 2U);
  EXPECT_EQ(forecast.simulations, 4U);
  EXPECT_EQ(forecast.found, 0U);
  EXPECT_NEAR(forecast.device_days, 16.0 / 48, 1e-12);
  EXPECT_NEAR(forecast.wall_seconds, 16.0 / 48 / (kDeviceDaysPerCoreSecond * 2), 1e-12);
  const std::string text = forecast_text(forecast, "full factorial, 2 levels");
  EXPECT_THAT(text, HasSubstr("points:       2 (full factorial, 2 levels)\n"));
  EXPECT_THAT(text, HasSubstr("time:         less than 10 s on 2 cores (own estimate of 90 device-days a core-second; no run is there yet)\n"));
  EXPECT_THAT(text, Not(HasSubstr("different")));
  EXPECT_THAT(forecast_json(forecast, "x"), HasSubstr("\"simulations\": 4"));
}

}  // namespace
}  // namespace picket::sim
