#include "sim/tune/tune_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/sim/tune/synthetic_evaluator.h"

namespace picket::sim {
namespace {

std::vector<std::vector<double>> points_of(const SearchOutcome& search) {
  std::vector<std::vector<double>> out;
  for (const TriedPoint& tried : search.points) out.push_back(tried.point.at);
  return out;
}

// P(detect) = 1 - 0.6 exp(-8 x) reaches 0.95 at x = 0.311, where a policy costs 2.24 at y = 0.3; as it stands (x = 0.9, y = 0.5) it costs 4.68.
TEST(TuneRun, finds_and_certifies_a_policy_that_is_cheaper_than_the_one_it_began_with) {
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 7);
  const TuneOutcome outcome = run_tune(plan, evaluator);
  ASSERT_TRUE(outcome.certification.cheapest.has_value());
  const CertifiedPoint& best = outcome.certification.points[*outcome.certification.cheapest];
  const test::Truth truth = test::trade_off(outcome.search.points[best.point].point.at);
  EXPECT_LT(truth.cost, 4.68);
  EXPECT_GE(truth.detect, 0.95);
  EXPECT_TRUE(outcome.search.points.front().point.as_it_stands);
  EXPECT_EQ(outcome.search.hypervolume.size(), outcome.search.points.size());
}

TEST(TuneRun, repeats_itself) {
  const TunePlan plan = test::two_measures(false);
  test::SyntheticEvaluator first(test::trade_off, {5, 0.9}, 7);
  test::SyntheticEvaluator second(test::trade_off, {5, 0.9}, 7);
  const TuneOutcome a = run_tune(plan, first);
  const TuneOutcome b = run_tune(plan, second);
  EXPECT_EQ(points_of(a.search), points_of(b.search));
  EXPECT_EQ(a.search.front, b.search.front);
  EXPECT_EQ(a.choice.candidates, b.choice.candidates);
}

// The evaluator is the disk: killed in the middle of the search and started again, no replication runs twice, and the end is the same.
TEST(TuneRun, goes_on_after_a_kill_as_if_nothing_had_happened) {
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator whole(test::trade_off, {5, 0.9}, 7);
  const TuneOutcome expected = run_tune(plan, whole);
  test::SyntheticEvaluator disk(test::trade_off, {5, 0.9}, 7);
  disk.die_after(33);
  EXPECT_TRUE(run_tune(plan, disk).interrupted());
  disk.die_after(0);
  const TuneOutcome resumed = run_tune(plan, disk);
  EXPECT_EQ(points_of(resumed.search), points_of(expected.search));
  EXPECT_EQ(resumed.choice.candidates, expected.choice.candidates);
  EXPECT_EQ(disk.simulated(), whole.simulated());
}

TEST(TuneRun, policies_that_are_not_possible_are_left_out) {
  const auto half = [](const std::vector<double>& at) {
    test::Truth truth = test::trade_off(at);
    if (at[1] > 0.6) truth.cost = std::numeric_limits<double>::infinity();
    return truth;
  };
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator evaluator(half, {5, 0.9}, 7);
  const TuneOutcome outcome = run_tune(plan, evaluator);
  EXPECT_EQ(outcome.search.points.size(), plan.section.evaluations);
  for (const std::size_t i : outcome.search.front) EXPECT_LE(outcome.search.points[i].point.at[1], 0.6);
  for (const TriedPoint& tried : outcome.search.points) EXPECT_EQ(tried.sample.has_value(), tried.point.at[1] <= 0.6);
}

// Three quarters of the square are not allowed: no evaluation is spent there, and every policy that is tried has a result.
TEST(TuneRun, no_evaluation_is_spent_on_what_is_not_allowed) {
  TunePlan plan = test::two_measures(false);
  plan.start = {{0.4, 0.4}};
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 7);
  evaluator.allow([](const std::vector<double>& at) { return at[0] < 0.5 && at[1] < 0.5; });
  const TuneOutcome outcome = run_tune(plan, evaluator);
  ASSERT_EQ(outcome.search.points.size(), plan.section.evaluations);
  for (const TriedPoint& tried : outcome.search.points) EXPECT_TRUE(tried.point.at[0] < 0.5 && tried.point.at[1] < 0.5) << tried.point.id;
}

TEST(TuneRun, few_levels_are_all_tried_and_then_there_are_no_more) {
  TunePlan plan = test::two_measures(false);
  plan.variables = {{.name = "x", .kind = SearchVariable::kInteger, .levels = 2}, {.name = "y", .kind = SearchVariable::kCategorical, .levels = 2}};
  plan.start = {{0.25, 0.25}};
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 7);
  const TuneOutcome outcome = run_tune(plan, evaluator);
  EXPECT_EQ(outcome.search.points.size(), 4U);
  EXPECT_TRUE(outcome.search.exhausted);
}

// Nothing of cost below 100 detects: the answer is FAIL, and not silence.
TEST(TuneRun, constraints_that_nothing_keeps_end_in_a_verdict) {
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator evaluator([](const std::vector<double>& at) { return test::Truth{1 + at[0], 0.3}; }, {5, 0.9}, 7);
  const TuneOutcome outcome = run_tune(plan, evaluator);
  EXPECT_FALSE(outcome.choice.likely);
  ASSERT_EQ(outcome.certification.points.size(), 1U);
  EXPECT_EQ(outcome.certification.points.front().verdict, Verdict::kFail);
}

TEST(TuneRun, says_how_many_runs_it_takes_at_most) {
  const TunePlan plan = test::two_measures();
  const TuneRuns runs = runs_at_most(plan);
  EXPECT_EQ(runs.search, 17U * 5);
  EXPECT_EQ(runs.choice, 60U);
  EXPECT_EQ(runs.certification, 6U * test::kFresh);
}

// Two of each on trial and the reference beside them are more than are asked for.
TEST(TuneRun, says_the_runs_that_a_small_choice_takes) {
  TunePlan plan = test::two_measures();
  plan.section.evaluations = 6;
  plan.section.select_replications = 6;
  plan.section.certification.candidates = 2;
  // Six on trial and the reference, two replications of each: nobody runs again until two are left.
  EXPECT_EQ(runs_at_most(plan).choice, 14U);
  plan.section.select = FinalChoice::kKimNelson;
  EXPECT_EQ(runs_at_most(plan).choice, 7U * 6);
}

// One candidate needs 59, five under Holm 0.95^90 = 0.0099: 90.
TEST(TuneRun, warns_of_too_few_replications_for_a_proof) {
  TunePlan plan = test::two_measures();
  plan.section.certification.replications = 89;
  ASSERT_EQ(power_warnings(plan).size(), 1U);
  EXPECT_NE(power_warnings(plan).front().find("59 prove it of one candidate, and 90 of 5"), std::string::npos) << power_warnings(plan).front();
  plan.section.certification.replications = 90;
  EXPECT_TRUE(power_warnings(plan).empty());
}

}  // namespace
}  // namespace picket::sim
