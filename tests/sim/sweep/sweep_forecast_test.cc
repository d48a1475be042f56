// What a sweep would take, in numbers as exact as they are known.

#include "sim/sweep/sweep_forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/sweep/small_sweep.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

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

class SweepForecastTest : public test::SweepFiles {
 protected:
  SweepForecastTest() : points_(points_of(study_of(request("tiny.yaml", {"fleet.kiosk.count=[2, 3]"})))) {
    settings_.out_directory = file("out");
    settings_.study_id = "study";
    settings_.quiet = true;
    settings_.threads = 2;
    picket::test::add_rules(settings_.rules.texts, settings_.rules.names);
  }
  std::vector<SweepPoint> points_;
  PointRunSettings settings_;
};

// (2 + 3) devices x 1/48 day x 2 policies x 4 replications = 0.8333 device-days; at 90 a core-second on two cores 4.63 ms.
TEST_F(SweepForecastTest, counts_device_days_and_takes_the_speed_that_was_measured_elsewhere) {
  const SweepForecast f = forecast_sweep(points_, 4, settings_);
  EXPECT_EQ(f.points, 2U);
  EXPECT_EQ(f.scenarios, 2U);
  EXPECT_EQ(f.policies, 2U);
  EXPECT_EQ(f.simulations, 8U);
  EXPECT_EQ(f.found, 0U);
  EXPECT_NEAR(f.device_days, 5.0 / 48 * 2 * 4, 1e-9);
  EXPECT_NEAR(f.wall_seconds, f.device_days / 90 / 2, 1e-9);
  EXPECT_THAT(f.basis, HasSubstr("own estimate of 90 device-days a core-second"));
  EXPECT_GT(f.fixed.least, 0);
  EXPECT_THAT(f.bills, IsEmpty());
  EXPECT_THAT(forecast_text(f, "full factorial, 2 levels"),
              AllOf(HasSubstr("points:       2 (full factorial, 2 levels)\n"), Not(HasSubstr("different")),
                    HasSubstr("time:         less than 10 s on 2 cores (own estimate of 90 device-days a core-second; no run is there yet)\n")));
}

TEST_F(SweepForecastTest, points_that_are_the_same_are_counted_once) {
  points_.push_back(points_.front());
  const SweepForecast f = forecast_sweep(points_, 1, settings_);
  EXPECT_EQ(f.points, 3U);
  EXPECT_EQ(f.scenarios, 2U);
  EXPECT_EQ(f.simulations, 2U);
  EXPECT_THAT(forecast_text(f, "by hand"), HasSubstr("points:       3 (by hand), 2 of them different"));
}

TEST_F(SweepForecastTest, takes_the_speed_that_its_caller_knows_until_there_is_a_run) {
  const SweepForecast usual = forecast_sweep(points_, 4, settings_);
  const SweepForecast known = forecast_sweep(points_, 4, settings_, 4 * kDeviceDaysPerCoreSecond);
  EXPECT_NEAR(known.wall_seconds, usual.wall_seconds / 4, 1e-9);
  EXPECT_NE(known.basis.find("360 device-days"), std::string::npos) << known.basis;
}

TEST_F(SweepForecastTest, a_shard_forecasts_its_own_part) {
  settings_.shard = {1, 4};
  EXPECT_EQ(forecast_sweep(points_, 4, settings_).simulations, 2U);
}

TEST_F(SweepForecastTest, takes_speed_and_bills_from_the_runs_that_are_there) {
  ASSERT_EQ(run_points(points_, 0, 1, settings_).exit_code, 0);
  const SweepForecast f = forecast_sweep(points_, 3, settings_);
  EXPECT_EQ(f.simulations, 6U);
  EXPECT_EQ(f.found, 2U);
  EXPECT_NEAR(f.device_days, 5.0 / 48 * 2 * 2, 1e-9);
  EXPECT_THAT(f.basis, HasSubstr("2 runs that are there"));
  ASSERT_THAT(f.bills, SizeIs(2));
  EXPECT_EQ(f.bills[0].points, 2U);
  EXPECT_GE(f.bills[0].most, f.bills[0].least);
  EXPECT_GE(f.bills[0].least, f.fixed.least);
  EXPECT_THAT(forecast_text(f, "by hand"), HasSubstr("2 are there, 4 are missing"));
}

TEST_F(SweepForecastTest, programs_read_the_same_numbers) {
  const SweepForecast f = forecast_sweep(points_, 2, settings_);
  const auto json = nlohmann::json::parse(forecast_json(f, "by hand"));
  EXPECT_EQ(json["schema"], "picket.sweep_forecast");
  EXPECT_EQ(json["simulations"], 4);
  EXPECT_EQ(json["device_days"], f.device_days);
  EXPECT_EQ(json["fixed_bill"]["most_usd_per_month"], f.fixed.most);
  EXPECT_THAT(forecast_text(f, "by hand"), HasSubstr("nothing was run"));
}

}  // namespace
}  // namespace picket::sim
