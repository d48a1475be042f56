#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

Measure measure(const std::string& name, double value) {
  Measure m;
  m.name = name;
  m.estimate.value = value;
  return m;
}

Estimate between(double low, double value, double high) {
  Estimate e;
  e.value = value;
  e.ci_low = low;
  e.ci_high = high;
  e.n = 10;
  return e;
}

PolicyResult policy(const std::string& name, double bytes, double share, double usd) {
  PolicyResult p;
  p.policy = name;
  p.measures = {measure("uplink_bytes_per_device_day", bytes), measure("detected_share", share), measure("cost_usd_per_month", usd)};
  return p;
}

StudyResult study() {
  StudyResult result;
  result.reference_policy = "g2_linux";
  result.policies = {policy("g2_linux", 1'000'000, 0.4, 50), policy("picket", 500'000, 0.6, 25)};
  result.policies[1].measures[0].difference = between(-600'000, -500'000, -400'000);
  result.policies[1].measures[1].difference = between(0.1, 0.2, 0.3);
  return result;
}

TEST(Verdict, begins_with_who_detects_most_and_what_that_costs) {
  const auto says = verdict_of(test::small_scenario(), study());
  ASSERT_FALSE(says.empty());
  EXPECT_EQ(says[0], "picket detects most: 60 % of attacked devices, for 500 kB up the line per device-day and 25.00 USD a month.");
}

TEST(Verdict, names_the_cheapest_of_those_that_detect_the_same) {
  StudyResult result = study();
  result.policies[0].measures[1].estimate.value = 0.6;
  EXPECT_THAT(verdict_of(test::small_scenario(), result)[0],
              HasSubstr("picket detects most (as does g2_linux, for no less money): 60 %"));
}

TEST(Verdict, claims_no_detection_where_none_could_be_measured) {
  Scenario scenario = test::small_scenario();
  for (auto& [name, attack] : scenario.attack_templates) attack.deadline = scenario.duration + Duration::seconds(1);
  EXPECT_EQ(verdict_of(scenario, study())[0], "No attack is measurable: every deadline lies after the end.");
  scenario.attacks.clear();
  EXPECT_EQ(verdict_of(scenario, study())[0], "The scenario has no attacks: costs only.");
}

TEST(Verdict, compares_with_the_reference_only_as_far_as_intervals_carry) {
  StudyResult result = study();
  EXPECT_EQ(verdict_of(test::small_scenario(), result)[1], "picket against g2_linux: -50 % bytes, +20 points of attacked devices detected.");
  result.policies[1].measures[0].difference = between(-600'000, -500'000, 1);
  result.policies[1].measures[1].difference = between(-0.1, 0.2, 0.3);
  EXPECT_EQ(verdict_of(test::small_scenario(), result)[1],
            "picket against g2_linux: no evidence of a difference in bytes, no evidence of a difference in detection.");
  Estimate bare;
  bare.value = 0.2;
  result.policies[1].measures[1].difference = bare;
  EXPECT_THAT(verdict_of(test::small_scenario(), result)[1], HasSubstr("too few replications for intervals"));
}

TEST(Verdict, says_so_when_nothing_was_detected) {
  StudyResult result = study();
  for (PolicyResult& p : result.policies) p.measures[1].estimate.value = 0;
  EXPECT_EQ(verdict_of(test::small_scenario(), result)[0], "No policy detected any of the attacks within the horizon.");
  EXPECT_THAT(verdict_of(test::small_scenario(), StudyResult()), IsEmpty());
}

TEST(Verdict, ends_with_the_best_policy_for_each_measurable_attack) {
  StudyResult result = study();
  DetectionResult miner;
  miner.policy = "picket";
  miner.attack = "miner";
  miner.title = "Miner";
  miner.time_to_detect.probability.value = 0.8;
  miner.time_to_detect.median_seconds = between(60, 300, 600);
  DetectionResult shell = miner;
  shell.attack = "shell";
  shell.time_to_detect.probability.value = 0;
  DetectionResult kill = miner;
  kill.attack = "kill";
  kill.measurable = false;
  DetectionResult slower = miner;
  slower.policy = "g2_linux";
  slower.time_to_detect.median_seconds = between(60, 900, 1'000);
  result.detections = {slower, miner, shell, kill};
  const std::string last = verdict_of(test::small_scenario(), result).back();
  EXPECT_EQ(last, "Best per attack: miner: picket 80 %, median 5 min; shell: missed by every policy.");
}

}  // namespace
}  // namespace picket::sim
