#include "sim/compare/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/statistics/holm.h"
#include "tests/sim/compare/made_results.h"

namespace picket::sim {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pointwise;


ComparisonTable table_of(const StoredStudy& before, const StoredStudy& after, const ComparisonSettings& settings = {}) {
  return compare_studies(before, test::made_side("old", before.result.seed), after,
                         test::made_side("new", after.result.seed),
                         scenario_difference(before.resolved_scenario, after.resolved_scenario), settings);
}

const ComparedRow& row_of(const ComparisonTable& table, const std::string& measure) {
  for (const ComparedRow& row : table.rows) {
    if (row.measure == measure) return row;
  }
  throw std::runtime_error("no row " + measure);
}

TEST(Comparison, tells_what_is_better_and_what_shows_no_difference) {
  const StoredStudy study = test::made_study("x", test::two_policies());
  const ComparisonTable table = table_of(study, study);
  EXPECT_TRUE(table.paired);
  EXPECT_FALSE(table.identical);
  EXPECT_EQ(table.rows.size(), 4U);  // raw events are no headline
  EXPECT_EQ(row_of(table, "uplink_bytes_per_device_day").finding, RowFinding::kBetter);
  EXPECT_TRUE(row_of(table, "uplink_bytes_per_device_day").values.relative);
  EXPECT_EQ(row_of(table, "false_alerts_per_device_day").finding, RowFinding::kNoEvidence);
  EXPECT_LT(row_of(table, "false_alerts_per_device_day").values.variance_reduction.value(), 1);
  const ComparedRow& detected = row_of(table, "detected_by_deadline.shell");
  EXPECT_EQ(detected.finding, RowFinding::kBetter);
  // The old side told of one in time, and of another after 700 s, which is too late.
  EXPECT_EQ(detected.units.value().pairs.value().only_second, 7U);
  EXPECT_EQ(detected.units.value().pairs.value().both, 1U);
  EXPECT_EQ(row_of(table, "time_to_detect_restricted_mean_seconds.shell").unit, "s");
  EXPECT_EQ(count_worse(table.rows), 0U);
  EXPECT_THAT(table.notes, IsEmpty());
}

TEST(Comparison, p_is_corrected_over_the_rows_of_the_table) {
  const StoredStudy study = test::made_study("x", test::two_policies());
  const ComparisonTable table = table_of(study, study);
  std::vector<double> raw;
  for (const ComparedRow& row : table.rows) raw.push_back(row.values.p.value());
  const std::vector<double> adjusted = holm_adjusted(raw);
  for (std::size_t i = 0; i < raw.size(); ++i) EXPECT_DOUBLE_EQ(table.rows[i].p_corrected.value(), adjusted[i]) << i;
}

TEST(Comparison, the_other_way_round_is_worse) {
  std::vector<test::MadePolicy> policies = test::two_policies();
  std::swap(policies[0].name, policies[1].name);
  const StoredStudy study = test::made_study("x", policies);
  EXPECT_EQ(count_worse(table_of(study, study).rows), 3U);
}

TEST(Comparison, an_effect_below_the_threshold_is_not_flagged) {
  std::vector<test::MadePolicy> policies = test::two_policies();
  policies[1].bytes = policies[0].bytes;
  for (std::size_t i = 0; i < policies[1].bytes.size(); ++i) policies[1].bytes[i] *= i % 2 == 0 ? 1.005 : 1.0051;
  const StoredStudy study = test::made_study("x", policies);
  EXPECT_EQ(row_of(table_of(study, study), "uplink_bytes_per_device_day").finding, RowFinding::kSmall);
  ComparisonSettings strict;
  strict.threshold = 0.001;
  EXPECT_EQ(row_of(table_of(study, study, strict), "uplink_bytes_per_device_day").finding, RowFinding::kWorse);
}

TEST(Comparison, all_measures_or_those_that_are_named) {
  const StoredStudy study = test::made_study("x", test::two_policies());
  ComparisonSettings all;
  all.all_measures = true;
  const ComparisonTable table = table_of(study, study, all);
  EXPECT_EQ(table.rows.size(), 5U);
  EXPECT_EQ(row_of(table, "raw_events_per_device_day").finding, RowFinding::kEqual);
  ComparisonSettings one;
  one.measures = {"detected_by_deadline"};
  EXPECT_EQ(table_of(study, study, one).rows.size(), 1U);
}

TEST(Comparison, equal_digests_and_measures_are_identical_and_nothing_is_computed) {
  std::vector<test::MadePolicy> policies = test::two_policies();
  policies[1] = policies[0];
  policies[1].name = "new";
  StoredStudy study = test::made_study("x", policies);
  study.runs.at("new") = study.runs.at("old");
  const ComparisonTable table = table_of(study, study);
  EXPECT_TRUE(table.identical);
  EXPECT_THAT(table.rows, IsEmpty());
  // The same runs under other prices are not.
  study.result.policies[1].measures[0].per_replication[0] = 1;
  EXPECT_FALSE(table_of(study, study).identical);
}

TEST(Comparison, other_seeds_fleets_or_names_are_no_pairs) {
  const StoredStudy study = test::made_study("x", test::two_policies());
  const StoredStudy other_seed = test::made_study("x", test::two_policies(), 2);
  const ComparisonTable table = table_of(study, other_seed);
  EXPECT_FALSE(table.paired);
  EXPECT_THAT(table.notes.front(), HasSubstr("the seeds differ, 1 and 2: compared by Welch's t"));
  EXPECT_FALSE(row_of(table, "detected_by_deadline.shell").units.value().pairs.has_value());
  StoredStudy other_fleet = study;
  other_fleet.resolved_scenario = "name: x\nfleet: [{count: 5}]\n";
  EXPECT_THAT(table_of(study, other_fleet).notes.front(), HasSubstr("the fleets differ"));
  EXPECT_THAT(table_of(study, test::made_study("y", test::two_policies())).notes.front(), HasSubstr("different names, 'x' and 'y'"));
}

TEST(Comparison, pairs_are_the_replications_that_both_sides_have) {
  const StoredStudy study = test::made_study("x", test::two_policies());
  StoredStudy later = study;
  later.replications = {3, 4, 5, 6, 7};
  for (auto& [policy, runs] : later.runs) runs.erase(runs.begin(), runs.begin() + 3);
  const ComparisonTable table = table_of(study, later);
  EXPECT_THAT(table.replications, ElementsAre(3U, 4U, 5U, 6U, 7U));
  EXPECT_EQ(row_of(table, "uplink_bytes_per_device_day").values.n, 5U);
  EXPECT_EQ(row_of(table, "detected_by_deadline.shell").values.n, 5U);
}

TEST(Comparison, few_replications_are_said) {
  std::vector<test::MadePolicy> policies = test::two_policies();
  for (test::MadePolicy& p : policies) p.bytes.resize(3), p.alerts.resize(3);
  const StoredStudy study = test::made_study("x", policies);
  const ComparisonTable table = table_of(study, study);
  EXPECT_THAT(table.notes.back(), HasSubstr("3 replications: no intervals"));
  for (const ComparedRow& row : table.rows) EXPECT_EQ(row.finding, RowFinding::kNoEvidence) << row.measure;
}

TEST(Comparison, missing_runs_leave_attacks_out_with_a_note) {
  StoredStudy study = test::made_study("x", test::two_policies());
  study.runs.erase("new");
  const ComparisonTable table = table_of(study, study);
  EXPECT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.notes, ElementsAre(HasSubstr("attacks are not compared")));
}

TEST(Comparison, corrections_are_those_of_their_names) {
  const std::vector<double> p{0.001, 0.008, 0.039};
  EXPECT_THAT(corrected(p, Correction::kHolm), Pointwise(DoubleEq(), {0.003, 0.016, 0.039}));
  EXPECT_THAT(corrected(p, Correction::kBenjaminiHochberg), Pointwise(DoubleEq(), {0.003, 0.012, 0.039}));
  EXPECT_EQ(corrected(p, Correction::kNone), p);
}

}  // namespace
}  // namespace picket::sim
