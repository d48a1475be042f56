#include "sim/compare/suite_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/compare/made_results.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<CasePair> within(const std::vector<StoredStudy>& studies) {
  std::vector<CasePair> pairs;
  for (const StoredStudy& study : studies) pairs.push_back({&study, &study, {}});
  return pairs;
}

/// Both policies detect everything at once.
std::vector<test::MadePolicy> alike() {
  std::vector<test::MadePolicy> policies = test::two_policies();
  for (test::MadePolicy& p : policies) p.detected_after_seconds.assign(8, 5);
  return policies;
}

TEST(SuiteComparison, variants_of_an_attack_are_one_row_of_their_means) {
  const std::vector<StoredStudy> studies{test::made_study("a08_wiper#1", test::two_policies()), test::made_study("a08_wiper#2", alike()),
                                         test::made_study("a09_miner", alike())};
  const SuiteTable table =
      compare_suites("held_out", within(studies), test::made_side("old"), test::made_side("new"), {});
  ASSERT_EQ(table.attacks.size(), 2U);
  const SuiteAttackRow& wiper = table.attacks[0];
  EXPECT_EQ(wiper.attack, "a08_wiper");
  EXPECT_EQ(wiper.variants, 2U);
  EXPECT_EQ(wiper.units, 16U);
  // Old: one of eight of the first variant in time and all of the second; new: all.
  EXPECT_DOUBLE_EQ(wiper.detected.before.value, 9.0 / 16);
  EXPECT_DOUBLE_EQ(wiper.detected.after.value, 1);
  EXPECT_EQ(wiper.detected.n, 8U);
  EXPECT_EQ(wiper.finding, RowFinding::kBetter);
  EXPECT_EQ(wiper.pairs.value().only_second, 7U);
  EXPECT_EQ(wiper.why, "agent cache_overflow (6 of 7 misses)");
  EXPECT_EQ(table.attacks[1].finding, RowFinding::kEqual);
  EXPECT_THAT(table.attacks[1].why, IsEmpty());
}

TEST(SuiteComparison, p_is_corrected_over_the_attacks) {
  const std::vector<StoredStudy> studies{test::made_study("a08_wiper", test::two_policies()), test::made_study("a09_miner", alike())};
  const SuiteTable table = compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {});
  EXPECT_DOUBLE_EQ(table.attacks[0].p_corrected.value(), 2 * table.attacks[0].detected.p.value());
}

TEST(SuiteComparison, totals_are_over_all_cases_and_weigh_device_days) {
  std::vector<StoredStudy> studies{test::made_study("a", test::two_policies()), test::made_study("b", test::two_policies())};
  studies[1].result.devices = 12;
  for (PolicyResult& policy : studies[1].result.policies) {
    for (double& value : policy.measures[0].per_replication) value *= 3;
  }
  const SuiteTable table = compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {});
  ASSERT_FALSE(table.totals.empty());
  EXPECT_EQ(table.totals[0].measure, "uplink_bytes_per_device_day");
  // (4 x 1 + 12 x 3) / 16 = 2.5 times the mean of the eight, 107.5.
  EXPECT_NEAR(table.totals[0].values.before.value, 2.5 * 107.5, 1e-9);
  EXPECT_EQ(table.totals[0].finding, RowFinding::kBetter);
}

// A total is over all cases, so a replication that one of them says nothing of has none.
TEST(SuiteComparison, a_total_that_is_not_known_is_no_number) {
  std::vector<StoredStudy> studies{test::made_study("a", test::two_policies()), test::made_study("b", test::two_policies())};
  std::vector<double>& bytes = studies[1].result.policies[1].measures[0].per_replication;
  bytes[3] = std::nan("");
  const SuiteTable some = compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {});
  EXPECT_EQ(some.totals[0].values.n, 7U);
  EXPECT_THAT(some.notes, ElementsAre(HasSubstr("has no value in some replications of 1 of 2 cases")));
  bytes.assign(bytes.size(), std::nan(""));
  const SuiteTable none = compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {});
  EXPECT_EQ(none.totals[0].values.n, 0U);
  EXPECT_EQ(none.totals[0].finding, RowFinding::kNotKnown);
  EXPECT_FALSE(none.totals[0].p_corrected.has_value());
  // Nor has one whose measure a case does not have at all.
  studies[1].result.policies[1].measures.erase(studies[1].result.policies[1].measures.begin());
  EXPECT_EQ(compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {}).totals[0].finding,
            RowFinding::kNotKnown);
}

// Totals and attacks are two printed tables, each a family of its own.
TEST(SuiteComparison, totals_are_corrected_over_totals_alone) {
  const std::vector<StoredStudy> studies{test::made_study("a08_wiper", test::two_policies()), test::made_study("a09_miner", alike())};
  const SuiteTable table = compare_suites("s", within(studies), test::made_side("old"), test::made_side("new"), {});
  ASSERT_EQ(table.totals.size(), 2U);
  EXPECT_DOUBLE_EQ(table.totals[0].p_corrected.value(), 2 * table.totals[0].values.p.value());
}

TEST(SuiteComparison, a_case_that_cannot_be_paired_makes_the_table_unpaired) {
  const StoredStudy before = test::made_study("a", test::two_policies());
  const StoredStudy after = test::made_study("a", test::two_policies(), 9);
  const SuiteTable table =
      compare_suites("s", {{&before, &after, {}}}, test::made_side("old"), test::made_side("new"), {});
  EXPECT_FALSE(table.paired);
  EXPECT_THAT(table.notes.front(), HasSubstr("the seeds differ"));
  EXPECT_FALSE(table.attacks.front().pairs.has_value());
}

TEST(SuiteComparison, identical_cases_are_counted) {
  const StoredStudy study = test::made_study("a", test::two_policies());
  EXPECT_EQ(compare_suites("s", within({study}), test::made_side("old"), test::made_side("old"), {}).identical_cases,
            1U);
  EXPECT_EQ(compare_suites("s", within({study}), test::made_side("old"), test::made_side("new"), {}).identical_cases,
            0U);
}

}  // namespace
}  // namespace picket::sim
