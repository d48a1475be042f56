#include "sim/tune/tune_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/tune/synthetic_evaluator.h"

namespace picket::sim {
namespace {

TEST(TuneSearch, measures_come_to_the_optimiser_on_their_scales) {
  const TunePlan plan = test::two_measures(false);
  PointSample sample(2);
  sample[0].values = {9, 11};
  sample[1] = {{0.5, 0.5}, {10, 10}};
  const Evaluation evaluation = evaluation_of(plan, {0.5, 0.5}, sample, nullptr);
  EXPECT_NEAR(evaluation.objectives[0], std::log(10), 1e-12);
  // More is better, and 10 of 20 is a logit of 0.
  EXPECT_NEAR(evaluation.objectives[1], 0, 1e-12);
  EXPECT_NEAR(evaluation.variances[0], 0.01, 1e-12);
}

TEST(TuneSearch, a_constraint_holds_where_it_is_at_most_0) {
  const TunePlan plan = test::two_measures();
  PointSample sample(2);
  sample[0].values = {9, 11};
  sample[1] = {{1, 1}, {100, 100}};
  EXPECT_LT(evaluation_of(plan, {0, 0}, sample, nullptr).constraints[0], 0);
  sample[1].values = {0.5, 0.5};
  EXPECT_GT(evaluation_of(plan, {0, 0}, sample, nullptr).constraints[0], 0);
}

// Means 8 and 10: the difference of -2 over 10; with a factor of 0.5 it is 3 over 8.
TEST(TuneSearch, a_relative_constraint_is_a_difference_over_the_reference) {
  TunePlan plan = test::two_measures();
  plan.constraints[0] = {.measure = 0, .at_least = false, .relative = true};
  PointSample own(2);
  own[0].values = {7, 9};
  PointSample other(2);
  other[0].values = {10, 10};
  EXPECT_NEAR(evaluation_of(plan, {0, 0}, own, &other).constraints[0], -0.2, 1e-12);
  plan.constraints[0].times = 0.5;
  EXPECT_NEAR(evaluation_of(plan, {0, 0}, own, &other).constraints[0], 3.0 / 8, 1e-12);
}

// No false alert in 2 x 10 device-days says little of a margin of 0.01: as if half an event had been seen, sd = 0.707 / 20 / 0.01.
TEST(TuneSearch, rates_that_do_not_differ_are_not_believed_for_certain) {
  TunePlan plan = test::two_measures();
  plan.measures[0] = find_tune_measure("false_alerts_per_device_day").value();
  plan.constraints[0] = {.measure = 0, .at_least = false, .relative = true};
  plan.constraints[0].margin = 0.01;
  PointSample own(2);
  own[0] = {{0, 0}, {10, 10}};
  const Evaluation evaluation = evaluation_of(plan, {0, 0}, own, &own);
  EXPECT_NEAR(evaluation.constraints[0], -1, 1e-12);
  EXPECT_NEAR(std::sqrt(evaluation.constraint_variances[0]), std::sqrt(0.5) / 20 / 0.01, 1e-9);
}

TEST(TuneSearch, more_evaluations_go_on_where_fewer_ended) {
  TunePlan plan = test::two_measures(false);
  plan.section.optimiser = TuneOptimiser::kGpEhvi;
  plan.section.evaluations = 14;
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 7);
  const SearchOutcome few = search_policies(plan, evaluator, {});
  plan.section.evaluations = 18;
  const SearchOutcome more = search_policies(plan, evaluator, {});
  ASSERT_EQ(more.points.size(), 18U);
  for (std::size_t i = 0; i < few.points.size(); ++i) EXPECT_EQ(few.points[i].point.at, more.points[i].point.at);
  EXPECT_GE(more.optimiser.size(), 1U);
}

TEST(TuneSearch, start_points_come_first) {
  TunePlan plan = test::two_measures(false);
  plan.start = {{0.9, 0.5}, {0.1, 0.2}, {0.3, 0.4}};
  plan.section.evaluations = 5;
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 7);
  std::size_t told = 0;
  const SearchOutcome search = search_policies(plan, evaluator, [&](const SearchOutcome&) { ++told; });
  EXPECT_EQ(search.points[0].point.at, plan.start[0]);
  EXPECT_EQ(search.points[1].point.at, plan.start[1]);
  EXPECT_EQ(search.points[2].point.at, plan.start[2]);
  EXPECT_EQ(told, 5U);
}

TEST(TuneSearch, names_points_in_their_order) { EXPECT_EQ(point_id(0) + point_id(41), "p0001p0042"); }

}  // namespace
}  // namespace picket::sim
