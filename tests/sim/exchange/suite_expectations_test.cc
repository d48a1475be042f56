#include "sim/exchange/suite_expectations.h"

#include <gmock/gmock.h>

#include "sim/suite/suite_result_json.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SuiteResult suite_of(const std::vector<SuiteCheck>& checks) {
  SuiteResult suite;
  suite.name = "mine";
  suite.confidence = 0.9;
  suite.max_replications = 12;
  suite.cases.resize(2);
  suite.cases[0].name = "miner";
  suite.cases[1].name = "shell";
  for (const SuiteCheck& check : checks) {
    CheckResult result;
    result.check = check;
    suite.checks.push_back(result);
  }
  return suite;
}

// What `picket suite` writes is what is read.
TEST(SuiteExpectations, are_read_from_the_result_of_the_suite) {
  const std::vector<SuiteCheck> checks{
      {1, "picket", CheckKind::kDetectedAtLeast, "", 0.8, Duration()},
      {1, "picket", CheckKind::kTimeToDetect, "", 0.5, Duration::minutes(20)},
      {1, "picket", CheckKind::kMeasureAtMost, "false_alerts_per_device_day", 0.01, Duration()},
      {1, "picket", CheckKind::kTimeToEvidence, "", 0.5, Duration::minutes(2)},
      {1, "picket", CheckKind::kMeasureAtMost, "cost_usd_per_month", 3, Duration()},
      {1, "raw", CheckKind::kDetectedAtMost, "", 0.1, Duration::hours(1)},
      {0, "picket", CheckKind::kDetectedAtLeast, "", 0.9, Duration()},
  };
  const std::string json = suite_result_json(suite_of(checks));
  const auto found = expectations_in(json, "shell", "picket");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->suite, "mine");
  EXPECT_EQ(found->confidence, 0.9);
  EXPECT_EQ(found->max_replications, 12U);
  ASSERT_EQ(found->checks.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(found->checks[i].kind, checks[i].kind);
    EXPECT_EQ(found->checks[i].bound, checks[i].bound);
    EXPECT_EQ(found->checks[i].within, checks[i].within);
    EXPECT_EQ(found->checks[i].to_string(), checks[i].to_string());
  }
  EXPECT_THAT(found->not_judged, ElementsAre(checks[3].to_string(), checks[4].to_string()));
  EXPECT_EQ(expectations_in(json, "shell", "raw")->checks.at(0).kind, CheckKind::kDetectedAtMost);
  EXPECT_FALSE(expectations_in(json, "shell", "agentless").has_value());
  EXPECT_FALSE(expectations_in("{}", "shell", "picket").has_value());
  EXPECT_FALSE(expectations_in("no JSON", "shell", "picket").has_value());
}

/// A replication of the small study in which so many of five shells were detected at once.
LaneResult lane_of(std::uint32_t detected) {
  LaneResult lane;
  lane.policy = "alerts";
  lane.devices = 90;
  lane.days = 0.125;
  for (std::uint32_t u = 0; u < 5; ++u) {
    UnitOutcome unit;
    unit.attack = 1;
    unit.device = u;
    unit.events = 10;
    unit.detected = u < detected;
    lane.units.push_back(unit);
  }
  return lane;
}

TEST(SuiteExpectations, have_the_good_level_that_the_suite_states) {
  SuiteCheck stated{1, "picket", CheckKind::kDetectedAtLeast, "", 0.5, Duration()};
  stated.good = 0.9;
  auto found = expectations_in(suite_result_json(suite_of({stated})), "shell", "picket");
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->not_judged, IsEmpty());
  ASSERT_EQ(found->checks.size(), 1U);
  EXPECT_EQ(found->checks[0].good, 0.9);
  // All missed: of the two levels the lower one is far likelier, and one replication already weighs (1 - 0.9) / (1 - 0.5).
  const LaneResult lane = lane_of(0);
  const auto result = judge_expectations(*found, test::small_scenario(), {&lane, &lane, &lane}).front();
  EXPECT_NEAR(result.p_fail, 0.2 * 0.2 * 0.2, 1e-9);
  EXPECT_EQ(result.verdict, Verdict::kFail);
  EXPECT_EQ(result.why, "shown not to be good (90 %)");
}

// A file that was changed by hand may hold numbers that no suite has.
TEST(SuiteExpectations, with_impossible_numbers_are_not_judged) {
  const auto read = [](double bound, double good, double confidence, std::uint32_t replications) {
    SuiteCheck check{1, "picket", CheckKind::kDetectedAtLeast, "", bound, Duration()};
    check.good = good;
    SuiteResult suite = suite_of({check});
    suite.confidence = confidence;
    suite.max_replications = replications;
    return expectations_in(suite_result_json(suite), "shell", "picket");
  };
  ASSERT_TRUE(read(0.5, 0, 0.9, 12).has_value());
  EXPECT_EQ(read(0.5, 0, 0.9, 12)->checks.size(), 1U);
  for (const double bound : {0.0, 1.0, 2.0, -1.0}) {
    ASSERT_TRUE(read(bound, 0, 0.9, 12).has_value()) << bound;
    EXPECT_THAT(read(bound, 0, 0.9, 12)->checks, IsEmpty()) << bound;
    EXPECT_EQ(read(bound, 0, 0.9, 12)->not_judged.size(), 1U) << bound;
  }
  EXPECT_THAT(read(0.5, 0.4, 0.9, 12)->checks, IsEmpty());
  for (const double confidence : {0.0, 1.0, 5.0, -1.0}) EXPECT_FALSE(read(0.5, 0, confidence, 12).has_value()) << confidence;
  EXPECT_FALSE(read(0.5, 0, 0.9, 4'294'967'295U).has_value());
}

TEST(SuiteExpectations, are_judged_only_where_the_evidence_carries_it) {
  const Scenario scenario = test::small_scenario();
  SuiteExpectations expected;
  expected.max_replications = 20;
  expected.checks = {{0, "picket", CheckKind::kDetectedAtLeast, "", 0.5, Duration()}};
  const auto verdict_of = [&](std::uint32_t detected, std::size_t replications) {
    const std::vector<LaneResult> lanes(replications, lane_of(detected));
    std::vector<const LaneResult*> given;
    for (const LaneResult& lane : lanes) given.push_back(&lane);
    return judge_expectations(expected, scenario, given).front();
  };
  EXPECT_EQ(verdict_of(5, 1).verdict, Verdict::kInconclusive);
  EXPECT_EQ(verdict_of(5, 1).why, "1 replication decides nothing at 95 % confidence");
  EXPECT_EQ(verdict_of(5, 1).estimate.value, 1);
  EXPECT_EQ(verdict_of(5, 20).verdict, Verdict::kPass);
  EXPECT_EQ(verdict_of(0, 20).verdict, Verdict::kFail);
  EXPECT_EQ(verdict_of(0, 20).n, 20U);
}

}  // namespace
}  // namespace picket::sim
