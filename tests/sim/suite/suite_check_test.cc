// What a suite demands, and when it counts as shown. Values are made by hand; p values are compared with closed formulas.

#include "sim/suite/suite_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts(const std::vector<SuiteCheck>& checks) {
  std::vector<std::string> out;
  for (const SuiteCheck& check : checks) out.push_back(check.policy + ": " + check.to_string());
  return out;
}

TEST(SuiteCheck, each_policy_and_bound_of_an_expectation_is_one_check) {
  Expectation e;
  e.policies = {"picket"};
  e.detected = ShareBound{.at_least = 0.9, .at_most = 0.99, .within = Duration::minutes(125)};
  e.time_to_evidence = QuantileBound{.quantile = 0.5, .at_most = Duration::hours(2)};
  e.measures["cost_usd_per_month"] = MeanBound{.at_least = {}, .at_most = 30};
  EXPECT_THAT(texts(checks_of(e, 3, {{"g2_linux", "g2_linux"}, {"picket", "picket"}})),
              ElementsAre("picket: detected within 125 min: at least 90 %", "picket: detected within 125 min: at most 99 %",
                          "picket: time to evidence, 50 % quantile: at most 2 h", "picket: cost_usd_per_month: at most 30.00 USD"));
  e.policies.clear();
  const auto all = checks_of(e, 3, {{"g2_linux", "g2_linux"}, {"picket", "picket"}});
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all.front().policy, "g2_linux");
  EXPECT_EQ(all.front().suite_case, 3U);
}

// The quantile is a share of devices within a time, so its good level is one too: each miss (share 0) multiplies the wealth of
// who stakes on 0.5 against 0.9 by (1 - 0.5) / (1 - 0.9) = 5, so p_fail is 1/25 after two.
TEST(SuiteCheck, a_good_level_of_a_quantile_is_a_share_within_the_time) {
  Expectation e;
  e.time_to_detect = QuantileBound{.quantile = 0.5, .at_most = Duration::minutes(5), .good = 0.9};
  const std::vector<SuiteCheck> checks = checks_of(e, 0, {{"picket", "picket"}});
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].to_string(), "time to detect, 50 % quantile: at most 5 min, good 90 %");
  CheckEvidence evidence(checks[0], 40);
  evidence.add(0, 1);
  evidence.add(0, 1);
  EXPECT_NEAR(evidence.p_fail(), 1.0 / 25, 1e-12);
  EXPECT_DOUBLE_EQ(evidence.p_pass(), 1);
  CheckEvidence alone({0, "picket", CheckKind::kTimeToDetect, "", 0.5, Duration::minutes(5), 0}, 40);
  alone.add(0, 1);
  alone.add(0, 1);
  EXPECT_GT(alone.p_fail(), 1.0 / 25) << "the bound alone takes longer";
}

TEST(SuiteCheck, a_good_level_is_said_and_decides_in_place_of_the_bound_alone) {
  Expectation e;
  e.detected = ShareBound{.at_least = 0.8, .at_most = {}, .good = 0.95, .within = {}};
  const auto checks = checks_of(e, 0, {{"p", "p"}});
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].to_string(), "detected within the deadline: at least 80 %, good 95 %");
  CheckEvidence hits(checks[0], 40);
  for (int i = 0; i < 18; ++i) hits.add(1, 1);
  EXPECT_NEAR(hits.p_pass(), std::pow(0.8 / 0.95, 18), 1e-12);
  EXPECT_DOUBLE_EQ(hits.p_fail(), 1);
  EXPECT_DOUBLE_EQ(hits.estimate().value, 1);
  CheckEvidence misses(checks[0], 40);
  for (int i = 0; i < 3; ++i) misses.add(0, 1);
  EXPECT_NEAR(misses.p_fail(), 1 / 64.0, 1e-12);
}

TEST(SuiteCheck, waits_for_the_longest_time_it_names_or_for_deadlines) {
  Expectation e;
  e.detected = ShareBound{.at_least = 0.9, .at_most = {}, .within = {}};
  e.time_to_detect = QuantileBound{.quantile = 0.5, .at_most = Duration::minutes(50)};
  const auto checks = checks_of(e, 0, {{"p", "p"}});
  EXPECT_EQ(longest_wait(checks, {Duration::minutes(35), Duration::minutes(40)}), Duration::minutes(50));
  EXPECT_EQ(longest_wait(checks, {Duration::minutes(125)}), Duration::minutes(125));
  EXPECT_EQ(longest_wait({}, {Duration::minutes(125)}), Duration());
}

/// A lane with one attack, whose deadline is two hours.
struct World {
  Scenario scenario;
  LaneResult lane;

  World() {
    scenario.attack_templates["a"].deadline = Duration::hours(2);
    scenario.attacks.push_back({});
    scenario.attacks.back().use = "a";
    lane.policy = "p";
    lane.devices = 10;
    lane.days = 0.5;
  }
  void unit(std::int64_t minutes_to_detect, std::int64_t minutes_to_evidence) {
    UnitOutcome u;
    u.events = 5;
    u.detected = minutes_to_detect >= 0;
    u.detected_us = minutes_to_detect * 60'000'000;
    u.evidence = minutes_to_evidence >= 0;
    u.evidence_us = minutes_to_evidence * 60'000'000;
    lane.units.push_back(u);
  }
};

// Four devices: detected after 10 min, after exactly the deadline, a minute after it, and never; a fifth on which no
// malicious event came before the horizon says nothing.
TEST(SuiteCheck, a_replication_s_share_counts_devices_with_an_alert_in_time) {
  World w;
  w.unit(10, 1);
  w.unit(120, 2);
  w.unit(121, 3);
  w.unit(-1, -1);
  w.lane.units.push_back({});
  SuiteCheck check;
  check.kind = CheckKind::kDetectedAtLeast;
  check.bound = 0.5;
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 2.0 / 4);
  check.within = Duration::minutes(121);
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 3.0 / 4);
  check.kind = CheckKind::kTimeToEvidence;
  check.within = Duration::minutes(1);
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 1.0 / 4);
  w.lane.units.assign(1, {});
  EXPECT_FALSE(value_of(check, w.scenario, w.lane).has_value());
}

// Ten hours, a limit of two: a worm's device that is reached after eight cannot be judged, whether it was detected or not.
TEST(SuiteCheck, devices_that_are_reached_too_late_for_the_limit_say_nothing) {
  World w;
  w.scenario.duration = Duration::hours(10);
  w.unit(-1, -1);
  w.unit(10, 1);
  for (const std::int64_t minutes : {10, -1, -1}) {
    w.unit(minutes, minutes);
    w.lane.units.back().start_us = Duration::hours(8).count_microseconds() + 1;
  }
  SuiteCheck check;
  check.kind = CheckKind::kDetectedAtLeast;
  check.bound = 0.5;
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 1.0 / 2);
  check.within = Duration::minutes(60);  // the limit of the check decides
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 2.0 / 5);
  check.within = Duration::hours(11);
  EXPECT_FALSE(value_of(check, w.scenario, w.lane).has_value());
}

TEST(SuiteCheck, a_measure_s_value_is_that_of_measures_csv) {
  World w;
  w.lane.alerts_false = 3;
  SuiteCheck check;
  check.kind = CheckKind::kMeasureAtMost;
  check.measure = "false_alerts_per_device_day";
  EXPECT_DOUBLE_EQ(value_of(check, w.scenario, w.lane).value(), 3 / 5.0);
  w.unit(1, 1);  // shares of nothing are missing
  for (const std::string& name : boundable_measures()) {
    check.measure = name;
    EXPECT_TRUE(value_of(check, w.scenario, w.lane).has_value()) << name;
  }
}

SuiteCheck check_of(CheckKind kind, double bound, std::string measure = {}) {
  SuiteCheck check;
  check.kind = kind;
  check.bound = bound;
  check.measure = std::move(measure);
  return check;
}

TEST(CheckEvidence, a_share_is_judged_after_every_replication) {
  CheckEvidence most(check_of(CheckKind::kDetectedAtMost, 0.2), 40);
  CheckEvidence least(check_of(CheckKind::kDetectedAtLeast, 0.2), 40);
  SequentialMeanTest test(0.2);
  for (const double share : {0.0, 0.0, 0.25, 0.0, 0.0, 0.0}) {
    most.add(share, 1);
    least.add(share, 1);
    test.add(share);
    EXPECT_DOUBLE_EQ(most.p_pass(), test.p_below());
    EXPECT_DOUBLE_EQ(most.p_fail(), test.p_above());
    EXPECT_DOUBLE_EQ(least.p_pass(), test.p_above());
    EXPECT_DOUBLE_EQ(least.p_fail(), test.p_below());
  }
}

// At most 20 replications: looks at 5, 10 and 20, so each p is tripled. Values 1 to 5: mean 3, s = sqrt(2.5),
// t = (3 - 10) / (s / sqrt(5)) = -9.899 with 4 degrees of freedom.
TEST(CheckEvidence, a_mean_is_judged_at_planned_looks_alone) {
  CheckEvidence evidence(check_of(CheckKind::kMeasureAtMost, 10, "uplink_bytes_per_device_day"), 20);
  for (int i = 1; i <= 4; ++i) evidence.add(i, 1);
  EXPECT_DOUBLE_EQ(evidence.p_pass(), 1);
  evidence.add(5, 1);
  const double t = -7 / std::sqrt(2.5 / 5);
  EXPECT_NEAR(evidence.p_pass(), 3 * student_t_two_sided_p(t, 4) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(evidence.p_fail(), 1);
  const double at_five = evidence.p_pass();
  for (int i = 0; i < 4; ++i) evidence.add(1000, 1);
  EXPECT_DOUBLE_EQ(evidence.p_pass(), at_five);
}

// A measure that moves in steps repeats itself for a while: five equal values are worth 1/32 (the sign test), not a p of 0. Of
// at most 40 replications four looks are planned: 4/32 after five, 4/1024 after ten.
TEST(CheckEvidence, a_measure_that_does_not_differ_is_judged_by_its_side_of_the_bound) {
  CheckEvidence five(check_of(CheckKind::kMeasureAtMost, 30, "cost_usd_per_month"), 5);
  CheckEvidence forty(check_of(CheckKind::kMeasureAtMost, 30, "cost_usd_per_month"), 40);
  CheckEvidence broken(check_of(CheckKind::kMeasureAtLeast, 30, "cost_usd_per_month"), 40);
  for (int i = 0; i < 5; ++i) {
    five.add(25, 1);
    forty.add(25, 1);
    broken.add(25, 1);
  }
  EXPECT_DOUBLE_EQ(five.p_pass(), 1 / 32.0);
  EXPECT_DOUBLE_EQ(five.p_fail(), 1);
  EXPECT_DOUBLE_EQ(forty.p_pass(), 4 / 32.0);
  EXPECT_DOUBLE_EQ(broken.p_fail(), 4 / 32.0);
  for (int i = 0; i < 5; ++i) forty.add(25, 1);
  EXPECT_DOUBLE_EQ(forty.p_pass(), 4 / 1024.0);
  CheckEvidence at_the_bound(check_of(CheckKind::kMeasureAtMost, 25, "cost_usd_per_month"), 5);
  for (int i = 0; i < 5; ++i) at_the_bound.add(25, 1);
  EXPECT_DOUBLE_EQ(at_the_bound.p_pass(), 1);
  EXPECT_DOUBLE_EQ(at_the_bound.p_fail(), 1);
}

// No alert in 5 x 20 device-days: P(none | 0.02 a day) = exp(-2); one look at 5 of at most 5. Not 0, as the spread would say.
TEST(CheckEvidence, no_false_alert_is_no_proof_of_none) {
  CheckEvidence evidence(check_of(CheckKind::kMeasureAtMost, 0.02, "false_alerts_per_device_day"), 5);
  for (int i = 0; i < 5; ++i) evidence.add(0, 20);
  EXPECT_NEAR(evidence.p_pass(), std::exp(-2), 1e-12);
  EXPECT_DOUBLE_EQ(evidence.p_fail(), 1);
  EXPECT_NEAR(evidence.estimate().ci_high.value(), 3.689 / 100, 1e-4);  // chi-squared quantile at 97.5 % of 2, halved
}

// Many events, equal by chance: as many as the bound expects are no proof of fewer, although exp(-1000) is 0 in floating point.
TEST(CheckEvidence, many_equal_counts_are_no_proof) {
  CheckEvidence evidence(check_of(CheckKind::kMeasureAtMost, 1, "incidents_per_device_day"), 5);
  for (int i = 0; i < 5; ++i) evidence.add(1, 200);
  EXPECT_NEAR(evidence.p_pass(), 0.508, 0.001);
}

// A measure that is a share is judged as shares are, and never "known" because it did not vary.
TEST(CheckEvidence, a_measure_that_is_a_share_is_no_mean) {
  CheckEvidence evidence(check_of(CheckKind::kMeasureAtLeast, 0.9, "evidence_share"), 5);
  SequentialMeanTest test(0.9);
  for (int i = 0; i < 5; ++i) {
    evidence.add(1, 1);
    test.add(1);
  }
  EXPECT_DOUBLE_EQ(evidence.p_pass(), test.p_above());
}

// One alert in each of 5 replications of 2 device-days, bound 0.01: 5 where 0.1 is expected;
// P(5 or more | 0.1) = 1 - exp(-0.1) (1 + 0.1 + 0.1^2/2 + 0.1^3/6 + 0.1^4/24) = 7.67e-8.
TEST(CheckEvidence, equal_counts_of_false_alerts_are_judged_as_poisson) {
  CheckEvidence evidence(check_of(CheckKind::kMeasureAtMost, 0.01, "false_alerts_per_device_day"), 5);
  for (int i = 0; i < 5; ++i) evidence.add(0.5, 2);
  EXPECT_NEAR(evidence.p_fail(), 7.67e-8, 0.01e-8);
}

}  // namespace
}  // namespace picket::sim
