#include "sim/compare/sweep_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/compare/compare_results.h"
#include "tests/sim/compare/made_results.h"
#include "tests/sim/compare/made_sweeps.h"

namespace picket::sim {
namespace {

using test::refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(MatchedPoints, have_the_same_values_in_whatever_unit_and_order) {
  const StoredResults before = test::made_sweep("a", test::two_points());
  std::vector<test::MadePoint> turned = test::two_points();
  std::swap(turned[0], turned[1]);
  turned[0].value = "1 h";
  const StoredResults after = test::made_sweep("b", turned);
  std::vector<std::string> remarks;
  const std::vector<PointPair> pairs = matched_points(before, after, remarks);
  ASSERT_THAT(pairs, SizeIs(2));
  EXPECT_EQ(pairs[0].before->id, "p0001");
  EXPECT_EQ(pairs[0].after->id, "p0002");
  EXPECT_EQ(pairs[1].after->values.at(0), "1 h");
  EXPECT_THAT(remarks, IsEmpty());
}

TEST(MatchedPoints, name_those_without_a_partner_on_both_sides) {
  std::vector<test::MadePoint> other = test::two_points();
  other[1].value = "90 min";
  other[1].number = 5400;
  const StoredResults before = test::made_sweep("a", test::two_points());
  const StoredResults after = test::made_sweep("b", other);
  std::vector<std::string> remarks;
  EXPECT_THAT(matched_points(before, after, remarks), SizeIs(1));
  EXPECT_THAT(remarks, ElementsAre("point p0002 (60 min) is only in a", "point p0002 (90 min) is only in b"));
}

// Of words the numbers are places in a list, which another study may have in another order.
TEST(MatchedPoints, compare_words_as_words) {
  StoredResults before = test::made_sweep("a", test::two_points());
  StoredResults after = test::made_sweep("b", test::two_points());
  for (StoredResults* one : {&before, &after}) one->sweep->parameters[0].is_number = false;
  std::swap(after.sweep->points[0].numbers, after.sweep->points[1].numbers);
  std::vector<std::string> remarks;
  const std::vector<PointPair> pairs = matched_points(before, after, remarks);
  ASSERT_THAT(pairs, SizeIs(2));
  EXPECT_EQ(pairs[0].after->id, "p0001");
}

TEST(MatchedPoints, of_several_with_the_same_values_each_has_one_partner) {
  std::vector<test::MadePoint> twice = test::two_points();
  twice[1] = twice[0];
  const StoredResults before = test::made_sweep("a", twice);
  const StoredResults after = test::made_sweep("b", test::two_points());
  std::vector<std::string> remarks;
  EXPECT_THAT(matched_points(before, after, remarks), SizeIs(1));
  EXPECT_THAT(remarks, ElementsAre("point p0002 (30 min) is only in a", "point p0002 (60 min) is only in b"));
}

TEST(MatchedPoints, refuse_studies_of_other_parameters_and_without_a_common_point) {
  const StoredResults before = test::made_sweep("a", test::two_points());
  StoredResults after = test::made_sweep("b", test::two_points());
  after.sweep->parameters[0].path = "policy.g2_linux.high";
  std::vector<std::string> remarks;
  EXPECT_THAT(refusal([&] { matched_points(before, after, remarks); }),
              HasSubstr("a and b vary other parameters, so no point of one is one of the other\n  policy.g2_linux.medium varies only in a\n  policy.g2_linux.high varies only in b"));
  std::vector<test::MadePoint> others = test::two_points();
  for (test::MadePoint& point : others) point.number *= 3;
  const StoredResults far = test::made_sweep("c", others);
  EXPECT_THAT(refusal([&] { matched_points(before, far, remarks); }), HasSubstr("a and c have no point in common"));
}

TEST(SweepComparison, two_points_of_a_sweep_are_paired_by_replication) {
  const Comparison c = compare_policies(test::made_sweep("a", test::two_points()), {{}, "", {"p0001", "p0002"}}, {});
  ASSERT_THAT(c.tables, SizeIs(1));
  const ComparisonTable& table = c.tables[0];
  EXPECT_TRUE(table.paired);
  EXPECT_EQ(table.before.label, "p0001");
  EXPECT_EQ(table.after.label, "p0002");
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[0].measure, "uplink_bytes_per_device_day");
  EXPECT_EQ(table.rows[0].finding, RowFinding::kBetter);
  EXPECT_EQ(table.rows[0].values.n, 6U);
  EXPECT_LT(table.rows[0].values.effect, -0.45);
  // Later by 900, 920, 890, 880, 910, 920 seconds.
  EXPECT_FALSE(table.rows[1].values.relative);
  EXPECT_NEAR(table.rows[1].values.effect, (900.0 + 920 + 890 + 880 + 910 + 920) / 6, 1e-9);
  EXPECT_EQ(table.rows[1].finding, RowFinding::kWorse);
  EXPECT_TRUE(table.rows[0].point.empty());
}

TEST(SweepComparison, two_sweeps_are_one_family_over_all_points) {
  std::vector<test::MadePoint> changed = test::two_points();
  for (double& bytes : changed[1].bytes) bytes *= 1.2;
  changed[1].bytes[0] += 1;
  const Comparison c = compare_results(test::made_sweep("a", test::two_points()), test::made_sweep("b", changed), {}, {});
  ASSERT_THAT(c.tables, SizeIs(1));
  const ComparisonTable& table = c.tables[0];
  EXPECT_EQ(table.points, 2U);
  ASSERT_THAT(table.rows, SizeIs(4));
  EXPECT_EQ(table.rows[0].point, "p0001 (30 min)");
  EXPECT_EQ(table.rows[0].finding, RowFinding::kEqual);
  EXPECT_EQ(table.rows[2].point, "p0002 (60 min)");
  EXPECT_EQ(table.rows[2].finding, RowFinding::kWorse);
  // The smallest of four, so Holm takes it four times.
  EXPECT_DOUBLE_EQ(table.rows[2].p_corrected.value(), 4 * table.rows[2].values.p.value());
}

TEST(SweepComparison, a_policy_without_results_at_a_common_point_is_told_and_without_any_table_it_is_refused) {
  const StoredResults before = test::made_sweep("a", test::two_points(), {"g2_linux", "picket"});
  StoredResults after = test::made_sweep("b", test::two_points(), {"g2_linux", "picket"});
  for (SweepPointRow& point : after.sweep->points) std::erase_if(point.results, [](const PointResult& r) { return r.policy == "picket"; });
  const Comparison c = compare_results(before, after, {}, {});
  ASSERT_THAT(c.tables, SizeIs(1));
  EXPECT_EQ(c.tables[0].before.policy, "g2_linux");
  EXPECT_THAT(c.remarks, ElementsAre("policy picket has no results at a point of both"));
  EXPECT_EQ(refusal([&] { compare_results(before, after, {{"picket"}, "", {}}, {}); }), "a and b: no policy has results at a point of both");
}

TEST(SweepComparison, policies_of_a_sweep_are_compared_at_every_point) {
  const Comparison c = compare_policies(test::made_sweep("a", test::two_points(), {"g2_linux", "picket"}), {{"g2_linux", "picket"}, "", {}}, {});
  ASSERT_THAT(c.tables, SizeIs(1));
  EXPECT_THAT(c.tables[0].rows, SizeIs(4));
  EXPECT_EQ(c.tables[0].before.policy, "g2_linux");
  EXPECT_EQ(c.tables[0].rows[3].finding, RowFinding::kEqual);
}

TEST(SweepComparison, replications_that_say_nothing_are_left_out_of_a_pair) {
  std::vector<test::MadePoint> points = test::two_points();
  points[0].seconds[2] = std::nan("");
  points[1].seconds[4] = std::nan("");
  const Comparison c = compare_policies(test::made_sweep("a", points), {{}, "", {"p0001", "p0002"}}, {});
  EXPECT_EQ(c.tables[0].rows[1].values.n, 4U);
  EXPECT_THAT(c.tables[0].notes, ElementsAre(HasSubstr("fewer than 5 replications")));
  for (double& seconds : points[0].seconds) seconds = std::nan("");
  const Comparison none = compare_policies(test::made_sweep("a", points), {{}, "", {"p0001", "p0002"}}, {});
  EXPECT_EQ(none.tables[0].rows[1].finding, RowFinding::kNotKnown);
  EXPECT_FALSE(none.tables[0].rows[1].p_corrected.has_value());
}

TEST(SweepComparison, other_seeds_and_fleets_are_not_paired) {
  StoredResults after = test::made_sweep("b", test::two_points());
  after.sweep->seed = 2;
  const Comparison c = compare_results(test::made_sweep("a", test::two_points()), after, {}, {});
  EXPECT_FALSE(c.tables[0].paired);
  EXPECT_THAT(c.tables[0].notes, ElementsAre(HasSubstr("the seeds differ, 1 and 2")));
  StoredResults fleets = test::made_sweep("a", test::two_points());
  fleets.sweep->parameters[0].path = "fleet[0].count";
  const Comparison points = compare_policies(fleets, {{}, "", {"p0001", "p0002"}}, {});
  EXPECT_FALSE(points.tables[0].paired);
  EXPECT_THAT(points.tables[0].notes, ElementsAre(HasSubstr("the points differ in fleet[0].count")));
  // The devices are the same ones, and do more.
  fleets.sweep->parameters[0].path = "device_classes.kiosk.activity";
  EXPECT_TRUE(compare_policies(fleets, {{}, "", {"p0001", "p0002"}}, {}).tables[0].paired);
}

TEST(SweepComparison, all_measures_are_compared_on_demand_and_those_of_a_tuning_always) {
  ComparisonSettings all;
  all.all_measures = true;
  EXPECT_THAT(compare_policies(test::made_sweep("a", test::two_points()), {{}, "", {"p0001", "p0002"}}, all).tables[0].rows, SizeIs(3));
  StoredResults tuning = test::made_sweep("a", test::two_points());
  tuning.sweep->kind = "tune";
  const Comparison c = compare_policies(tuning, {{}, "", {"p0001", "p0002"}}, {});
  EXPECT_THAT(c.tables[0].rows, SizeIs(3));
  EXPECT_THAT(c.tables[0].notes, ElementsAre(HasSubstr("those of its search")));
}

TEST(SweepComparison, wrong_points_are_refused_with_what_there_is) {
  const StoredResults sweep = test::made_sweep("a", test::two_points());
  EXPECT_THAT(refusal([&] { compare_policies(sweep, {{}, "", {"p0001", "p002"}}, {}); }), HasSubstr("a: has no point 'p002'; did you mean 'p0002'?\n  it has p0001 to p0002"));
  EXPECT_THAT(refusal([&] { compare_policies(sweep, {{}, "", {"p0001"}}, {}); }), HasSubstr("give two points or more"));
  EXPECT_THAT(refusal([&] { compare_policies(sweep, {}, {}); }), HasSubstr("nothing to compare g2_linux with"));
  EXPECT_THAT(refusal([&] { compare_results(sweep, sweep, {{}, "", {"p0001", "p0002"}}, {}); }), HasSubstr("--points is for one sweep or tuning"));
}

}  // namespace
}  // namespace picket::sim
