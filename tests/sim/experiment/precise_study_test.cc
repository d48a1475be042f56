#include "sim/experiment/precise_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>

#include "sim/experiment/progress.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// Ten values of that mean and cv 0.1054: half the interval is 7.54 % of the mean, at most 0.0754 / 0.9246 = 8.16 % of the truth.
Measure amount(const std::string& name, double mean) {
  Measure m;
  m.name = name;
  for (int i = 0; i < 10; ++i) m.per_replication.push_back(mean * (i % 2 == 0 ? 0.9 : 1.1));
  return m;
}

Measure share(double low, double high) {
  Measure m;
  m.name = "detected_share";
  m.per_replication = {0.5, 0.7, 0.5, 0.7, 0.5, 0.7, 0.5, 0.7, 0.5, 0.7};
  m.estimate.value = 0.6;
  m.estimate.ci_low = low;
  m.estimate.ci_high = high;
  return m;
}

StudyResult study_of(std::vector<Measure> measures) {
  StudyResult study;
  study.policies.emplace_back();
  study.policies.back().policy = "picket";
  study.policies.back().measures = std::move(measures);
  return study;
}

TEST(PreciseStudy, looks_at_numbers_that_double_and_at_the_last) {
  EXPECT_THAT(precision_looks(100), ElementsAre(10, 20, 40, 80, 100));
  EXPECT_THAT(precision_looks(80), ElementsAre(10, 20, 40, 80));
  EXPECT_THAT(precision_looks(10), ElementsAre(10));
}

// An error of 9 % of the truth asks for 0.09 / 1.09 = 8.26 % of the mean, one of 8 % for 7.41 %.
TEST(PreciseStudy, is_reached_when_amounts_and_shares_are_all_known) {
  const StudyResult study = study_of({amount("uplink_bytes_per_device_day", 5'000), amount("cost_usd_per_month", 3), share(0.55, 0.65)});
  EXPECT_TRUE(precision_of(study, 0.09).reached);
  const StudyPrecision at_8 = precision_of(study, 0.08);
  EXPECT_FALSE(at_8.reached);
  EXPECT_EQ(at_8.widest, "uplink_bytes_per_device_day of picket");
  EXPECT_NEAR(at_8.half_width, 0.0816, 5e-5);
  EXPECT_EQ(at_8.runs_needed, 1U);
  EXPECT_EQ(precision_words(at_8, 0.08, 10, 40),
            "Not all is known to 8 % after 10 of at most 40 replications: uplink_bytes_per_device_day of picket is known to 8.2 %; about 1 more "
            "would settle it.");
}

TEST(PreciseStudy, a_share_is_known_in_points) {
  const StudyResult study = study_of({amount("cost_usd_per_month", 3), share(0.45, 0.75)});
  const StudyPrecision now = precision_of(study, 0.1);
  EXPECT_FALSE(now.reached);
  EXPECT_TRUE(now.is_share);
  EXPECT_NEAR(now.half_width, 0.15, 1e-12);
  EXPECT_NE(precision_words(now, 0.1, 20, 40).find("detected_share of picket is known to 15 points"), std::string::npos);
}

TEST(PreciseStudy, other_measures_and_money_that_is_not_spent_do_not_matter) {
  Measure free = amount("cost_usd_per_month", 0);
  const StudyPrecision now = precision_of(study_of({free, amount("campaigns_per_day", 1)}), 0.01);
  EXPECT_TRUE(now.reached);
  EXPECT_EQ(now.widest, "cost_usd_per_month of picket");
  EXPECT_EQ(precision_words(now, 0.01, 10, 200),
            "Bytes and cost are known to 1 % and detected shares to 1 points, at the planned look after 10 of at most 200 replications.");
}

std::ptrdiff_t runs_in(const std::string& study) {
  namespace fs = std::filesystem;
  return std::distance(fs::directory_iterator(fs::path(study) / "runs"), fs::directory_iterator());
}

// Five policies; known to a half of itself is everything after ten replications.
TEST(PreciseStudy, stops_at_a_look_and_the_whole_study_goes_on_from_there) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({"replications=12", "duration=2 h", "fleet[0].count=5", "fleet[1].count=5", "fleet[2].count=5"});
  const StudySettings settings = test::settings_for(scenario, folder.path());
  const StudyOutcome stopped = run_to_precision(scenario, settings, 0.5);
  ASSERT_EQ(stopped.exit_code, 0);
  EXPECT_EQ(stopped.result.replications, 10U);
  ASSERT_FALSE(stopped.result.warnings.empty());
  EXPECT_THAT(stopped.result.warnings.back(), ::testing::HasSubstr("at the planned look after 10 of at most 12 replications"));
  EXPECT_EQ(runs_in(stopped.directory), 50);
  const StudyOutcome whole = run_study(scenario, settings);
  ASSERT_EQ(whole.exit_code, 0);
  EXPECT_EQ(whole.directory, stopped.directory);
  EXPECT_EQ(whole.result.replications, 12U);
  EXPECT_EQ(runs_in(whole.directory), 60);
}

// Two looks, at 10 and at 12: the second alone, which runs two replications, takes far less than half of the time.
TEST(PreciseStudy, takes_as_long_as_all_its_looks) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({"replications=12", "duration=2 h", "fleet[0].count=5", "fleet[1].count=5", "fleet[2].count=5"});
  const double started = wall_clock_seconds();
  const StudyOutcome stopped = run_to_precision(scenario, test::settings_for(scenario, folder.path()), 1e-6);
  const double all = wall_clock_seconds() - started;
  ASSERT_EQ(stopped.exit_code, 0);
  EXPECT_EQ(stopped.result.replications, 12U);
  EXPECT_GT(stopped.result.wall_seconds, all / 2);
  EXPECT_LE(stopped.result.wall_seconds, all);
}

}  // namespace
}  // namespace picket::sim
