#include "sim/suite/suite_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

TEST(SuiteWords, shares_are_per_cent_and_measures_plain_numbers) {
  const SuiteResult s = test::made_suite();
  EXPECT_EQ(estimate_words(s.checks[0]), "25 % [12, 62]");
  EXPECT_EQ(estimate_words(s.checks[2]), "no value");
  CheckResult cost;
  cost.check.kind = CheckKind::kMeasureAtMost;
  cost.n = 2;
  cost.estimate.value = 25.125;
  EXPECT_EQ(estimate_words(cost), "25.1");
  cost.estimate.ci_low = 20;
  EXPECT_EQ(estimate_words(cost), "25.1 [20, ...]");
  cost.estimate.ci_high = 30.5;
  EXPECT_EQ(estimate_words(cost), "25.1 [20, 30.5]");
}

// 608,231 bytes were "6.082e+05" once. A bound stays as it was written.
TEST(SuiteWords, measures_have_their_unit_and_no_powers_of_ten) {
  CheckResult bytes;
  bytes.check.kind = CheckKind::kMeasureAtMost;
  bytes.check.measure = "uplink_bytes_per_device_day";
  bytes.check.bound = 1'234'567;
  bytes.n = 5;
  bytes.estimate = test::estimate(608'231, 590'000, 620'000, 5);
  bytes.change = test::estimate(12'000, -3'000, 27'000, 5);
  EXPECT_EQ(estimate_words(bytes), "608 kB [590, 620]");
  EXPECT_EQ(change_words(bytes), "+12 kB [-3, 27]");
  EXPECT_EQ(value_words(bytes.check, 608'231), "608 kB");
  EXPECT_EQ(bytes.check.to_string(), "uplink_bytes_per_device_day: at most 1234567 B");
  bytes.check.measure = "cost_usd_per_month";
  EXPECT_EQ(value_words(bytes.check, 12.5), "$12.50");
  bytes.check.measure = "messages_per_day";
  EXPECT_EQ(value_words(bytes.check, 1'234'567), "1\u202f234\u202f567");
}

// As the bound beside it, which reads "evidence_share: at least 80 %".
TEST(SuiteWords, measures_that_are_shares_are_per_cent_too) {
  CheckResult share;
  share.check.kind = CheckKind::kMeasureAtLeast;
  share.check.measure = "evidence_share";
  share.check.bound = 0.8;
  share.n = 6;
  share.estimate = test::estimate(0.75, 0.5, 0.875, 6);
  share.change = test::estimate(-0.25, -0.5, 0, 6);
  EXPECT_EQ(estimate_words(share), "75 % [50, 88]");
  EXPECT_EQ(change_words(share), "-25 points [-50, 0]");
  EXPECT_NE(share.check.to_string().find("80 %"), std::string::npos) << share.check.to_string();
}

TEST(SuiteWords, a_median_is_a_time_or_not_reached) {
  SurvivalResult time;
  EXPECT_EQ(median_words(time), "not reached");
  time.median_seconds = test::estimate(90, 80, 100, 6);
  EXPECT_EQ(median_words(time), "90 s");
  EXPECT_EQ(share_words(test::estimate(0.5, {}, {}, 2)), "50 %");
}

TEST(SuiteWords, tell_tally_and_seed) {
  const SuiteResult s = test::made_suite();
  EXPECT_EQ(tally_words(s), "1 of 4 checks passed, 1 failed, 2 inconclusive");
  EXPECT_EQ(seed_words(s, s.cases[0]), "seed 1, replications 0 to 5");
  EXPECT_EQ(seed_words(s, s.cases[1]), "seed 1, no replication");
}

TEST(SuiteWords, tell_of_invariants) {
  SuiteResult s = test::made_suite();
  EXPECT_EQ(invariants_words(s), "1 of 2 invariants hold, 1 broken");
  EXPECT_EQ(invariant_words(s.invariants[0]), "holds in 12 runs");
  EXPECT_EQ(invariant_words(s.invariants[1]), "broken in 2 of 12 runs, first under picket, seed 1, replication 3");
  EXPECT_EQ(invariant_words(s.invariants[2]), "not judged");
  s.invariants.clear();
  EXPECT_EQ(invariants_words(s), "no invariant was judged");
}

TEST(SuiteWords, tell_of_known_failures) {
  SuiteResult s = test::made_suite();
  EXPECT_EQ(corpus_words(s), "1 of 2 known failures still fails, 1 passes now; 2 joined");
  s.corpus[1].state = CorpusState::kStillFails;
  s.corpus_left_out = 3;
  EXPECT_EQ(corpus_words(s), "2 of 2 known failures still fail; 2 joined; no room for 3 more");
  s.corpus[0].state = CorpusState::kNotTried;
  s.corpus[1].state = CorpusState::kNotExpected;
  s.corpus_joined = s.corpus_left_out = 0;
  EXPECT_EQ(corpus_words(s), "0 of 2 known failures still fail, 1 not expected any more, 1 could not be tried");
  s.corpus.clear();
  EXPECT_EQ(corpus_words(s), "no known failures");
}

TEST(SuiteWords, say_whether_the_seed_was_drawn) {
  SuiteResult s = test::made_suite();
  EXPECT_EQ(base_seed_words(s), "seed 1");
  s.fresh_seed = true;
  EXPECT_EQ(base_seed_words(s), "fresh seed 1");
}

TEST(SuiteWords, name_the_commonest_false_alerts) {
  FalseAlerts row;
  EXPECT_EQ(cause_words(row), "");
  row.causes = {{"a", 5}, {"b", 2}};
  EXPECT_EQ(cause_words(row), "a 5, b 2");
  row.causes.insert(row.causes.end(), {{"c", 1}, {"d", 1}, {"e", 1}});
  EXPECT_EQ(cause_words(row), "a 5, b 2, c 1 and 2 other types");
}

TEST(SuiteWords, the_slowest_case_is_first) {
  const SuiteResult s = test::made_suite();
  EXPECT_THAT(slowest_first(s), ElementsAre(1U, 0U));
  EXPECT_EQ(detection_of(s.cases[0], "picket"), &s.cases[0].detections[1]);
  EXPECT_EQ(detection_of(s.cases[1], "picket"), nullptr);
}

}  // namespace
}  // namespace picket::sim
