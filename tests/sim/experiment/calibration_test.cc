#include "sim/experiment/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/pipeline_of_world.h"
#include "sim/experiment/replication.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

BenignScores life_of(std::vector<double> maxima, double device_days) {
  return {std::move(maxima), device_days, BenignLife::kGenerated};
}

// 400 device-days at a budget of 0.01 allow 4 alerts: the fifth largest may not alert. 6.0 rounded up is 6.001.
TEST(Calibrated, allows_for_as_many_alerts_as_the_budget) {
  const CalibrationResult result =
      calibrated("g1_c", ScoredModel::kLevel, life_of({3, 10, 9, 6, 8, 7, 6}, 400), 0.01, PipelineSettings());
  EXPECT_THAT(result.threshold, DoubleEq(6.001));
  EXPECT_EQ(result.alerts, 4U);
  EXPECT_FALSE(result.extrapolated);
  EXPECT_EQ(result.policy, "g1_c");
  EXPECT_EQ(result.model, "level");
  EXPECT_DOUBLE_EQ(result.budget_per_1000_device_days, 10);
  // The exact upper limit at 95 % of a Poisson mean of which 4 were seen is 9.1535.
  EXPECT_NEAR(result.upper_bound_per_1000_device_days, 9.1535 / 400 * 1'000, 0.01);
}

TEST(Calibrated, without_scores_keeps_the_setting) {
  PipelineSettings pipeline;
  pipeline.egress_model.factor = 3.5;
  const CalibrationResult result = calibrated("g1_c", ScoredModel::kEgress, life_of({}, 400), 0.01, pipeline);
  EXPECT_EQ(result.threshold, 3.5);
  EXPECT_EQ(result.alerts, 0U);
}

TEST(Calibrated, stays_within_what_a_scenario_may_say) {
  const PipelineSettings pipeline;
  EXPECT_EQ(calibrated("p", ScoredModel::kDrift, life_of(std::vector<double>(50, 63), 400), 0.01, pipeline).threshold, 63);
  EXPECT_EQ(calibrated("p", ScoredModel::kEgress, life_of({0.5}, 400), 0.01, pipeline).threshold, 1);
  EXPECT_EQ(calibrated("p", ScoredModel::kNovelty, life_of({0.0001}, 400), 0.01, pipeline).threshold, 0.001);
}

// An exponential tail of mean 1: 1,000 scores in 100 device-days, a budget of 0.01 a device-day is one alert, which
// 100 device-days cannot show. The quantile is ln(1000).
TEST(Calibrated, goes_beyond_what_was_seen_by_the_tail_and_says_so) {
  std::vector<double> maxima;
  for (int i = 0; i < 1'000; ++i) maxima.push_back(-std::log((i + 0.5) / 1'000));
  const CalibrationResult result = calibrated("p", ScoredModel::kLevel, life_of(maxima, 100), 0.01, PipelineSettings());
  EXPECT_TRUE(result.extrapolated);
  EXPECT_NEAR(result.threshold, std::log(1'000), 0.5);
}

TEST(BenignScenario, has_no_attacks_and_leaves_what_is_given) {
  Scenario scenario = test::small_scenario(
      {"pipeline.behaviour=true", "calibration={replications: 3, duration: 2 h}",
       "thresholds={g1_c: {novelty: 1, level: 5, drift: 9, egress: 2}, picket: {level: 4}}"});
  const Scenario benign = benign_scenario(scenario);
  EXPECT_TRUE(benign.attacks.empty());
  EXPECT_EQ(benign.replications, 3U);
  EXPECT_EQ(benign.duration, Duration::hours(2));
  EXPECT_EQ(benign.policies.size(), scenario.policies.size() - 1) << "g1_c has all its thresholds";
  EXPECT_EQ(benign.thresholds.at("picket").level, 4);
  EXPECT_EQ(benign.thresholds.at("picket").drift, 63);
  EXPECT_FALSE(benign.pipeline.freeze.enabled);
}

TEST(CalibratedModels, are_those_that_run) {
  PipelineSettings pipeline;
  EXPECT_THAT(calibrated_models(pipeline), ElementsAre(ScoredModel::kNovelty, ScoredModel::kEgress));
  pipeline.behaviour = true;
  pipeline.novelty = false;
  EXPECT_THAT(calibrated_models(pipeline), ElementsAre(ScoredModel::kLevel, ScoredModel::kDrift, ScoredModel::kEgress));
}

/// Two policies of the small study; a day is learned, so that levels are judged.
const std::vector<std::string> kSets{"policies=[{use: raw}, {use: g2_linux}]", "warm_up=26 h", "pipeline.behaviour=true",
                                     "calibration={replications: 2, duration: 8 h, "
                                     "max_false_alerts_per_1000_device_days: 400}"};

CalibrationOutcome calibrate_small(Scenario& scenario, unsigned threads) {
  const TemporaryFolder folder;
  StudySettings settings = test::settings_for(scenario, folder.path());
  settings.threads = threads;
  CalibrationOutcome outcome = calibrate_policies(scenario, settings);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "scores are taken away again";
  return outcome;
}

TEST(CalibratePolicies, keeps_each_model_to_its_share_of_the_budget_at_any_number_of_threads) {
  Scenario scenario = test::small_scenario(kSets);
  const CalibrationOutcome outcome = calibrate_small(scenario, 1);
  ASSERT_EQ(outcome.exit_code, 0);
  ASSERT_EQ(outcome.results.size(), 2U * 4U);
  for (const CalibrationResult& result : outcome.results) {
    EXPECT_DOUBLE_EQ(result.device_days, 90 * 8 / 24.0 * 2);
    EXPECT_DOUBLE_EQ(result.budget_per_1000_device_days, 100);
    EXPECT_FALSE(result.extrapolated);
    EXPECT_LE(static_cast<double>(result.alerts), 0.1 * result.device_days) << result.policy << " " << result.model;
  }
  EXPECT_EQ(scenario.thresholds.at("raw").level, outcome.results[1].threshold);
  EXPECT_EQ(scenario.thresholds.at("g2_linux").egress, outcome.results[7].threshold);
  EXPECT_NE(scenario.thresholds.at("raw").level, scenario.thresholds.at("g2_linux").level) << "each sees another life";

  Scenario again = test::small_scenario(kSets);
  ASSERT_EQ(calibrate_small(again, 2).exit_code, 0);
  EXPECT_EQ(write_scenario_yaml(again), write_scenario_yaml(scenario));

  // The scenario that comes out says all: nothing is left to calibrate.
  const CalibrationOutcome nothing = calibrate_small(again, 1);
  EXPECT_EQ(nothing.exit_code, 0);
  EXPECT_TRUE(nothing.results.empty());
}

TEST(CalibratePolicies, without_a_section_changes_nothing) {
  Scenario scenario = test::small_scenario();
  const std::string before = write_scenario_yaml(scenario);
  EXPECT_TRUE(calibrate_small(scenario, 1).results.empty());
  EXPECT_EQ(write_scenario_yaml(scenario), before);
}

TEST(CalibratePolicies, tells_a_folder_that_cannot_be_written) {
  Scenario scenario = test::small_scenario(kSets);
  StudySettings settings = test::settings_for(scenario, "/proc/no_such_folder");
  EXPECT_EQ(calibrate_policies(scenario, settings).exit_code, 2);
}

}  // namespace
}  // namespace picket::sim
