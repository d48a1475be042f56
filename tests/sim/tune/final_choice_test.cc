#include "sim/tune/final_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/tune/synthetic_evaluator.h"

namespace picket::sim {
namespace {

// Ten of 500: 21 replications in the first phase (successive_rejects_test.cc). Few are made two for each, and no phase ends on one.
TEST(FinalChoice, a_race_of_few_replications_has_two_for_each) {
  EXPECT_EQ(runs_wanted_in(rejects_of(10, 500)), 21U);
  EXPECT_EQ(runs_wanted_in(rejects_of(13, 0)), 2U);
}

/// A search that has tried a row of policies, all on the front: cost falls with the index, and so does detection.
SearchOutcome row_of(const TunePlan& plan, test::SyntheticEvaluator& evaluator, std::size_t n) {
  SearchOutcome out;
  out.reference = evaluator.evaluate_reference({0, 5}).samples.front();
  for (std::size_t i = 0; i < n; ++i) {
    TriedPoint tried;
    tried.point = {point_id(i), {static_cast<double>(i) / static_cast<double>(n), 0.3}, false};
    tried.sample = evaluator.evaluate({tried.point}, {0, 5}).samples.front();
    tried.objectives = evaluation_of(plan, tried.point.at, *tried.sample, &*out.reference).objectives;
    out.points.push_back(std::move(tried));
    out.front.push_back(i);
    out.feasible.push_back(0.5 + 0.4 * static_cast<double>(i) / static_cast<double>(n));
  }
  return out;
}

TEST(FinalChoice, a_small_front_is_kept_without_further_runs) {
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 1);
  const SearchOutcome search = row_of(plan, evaluator, 4);
  const std::size_t before = evaluator.simulated();
  const FinalChoiceOutcome choice = choose_candidates(plan, search, evaluator);
  EXPECT_EQ(choice.candidates, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(evaluator.simulated(), before);
}

// Cost of point i is 1 + 4 i / 10: without constraints the cheapest stay, whatever their noise in the search.
TEST(FinalChoice, successive_rejects_keep_the_best_of_the_first_objective) {
  TunePlan plan = test::two_measures(false);
  plan.section.certification.candidates = 2;
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 1);
  const SearchOutcome search = row_of(plan, evaluator, 10);
  const FinalChoiceOutcome choice = choose_candidates(plan, search, evaluator);
  EXPECT_EQ(choice.candidates, (std::vector<std::size_t>{0, 1}));
  EXPECT_GT(choice.replications, 0U);
}

TEST(FinalChoice, kim_and_nelson_keep_them_too) {
  TunePlan plan = test::two_measures(false);
  plan.section.certification.candidates = 1;
  plan.section.select = FinalChoice::kKimNelson;
  plan.section.indifference = 0.2;
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 1);
  const SearchOutcome search = row_of(plan, evaluator, 10);
  EXPECT_EQ(choose_candidates(plan, search, evaluator).candidates, std::vector<std::size_t>{0});
}

// Detection of point 0 is 0.4 and of point 9 above 0.999: the safest stays though it is the dearest.
TEST(FinalChoice, what_most_likely_keeps_the_constraints_stays) {
  TunePlan plan = test::two_measures();
  plan.section.certification.candidates = 3;
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 1);
  const SearchOutcome search = row_of(plan, evaluator, 10);
  for (const FinalChoice how : {FinalChoice::kSuccessiveRejects, FinalChoice::kPosterior}) {
    plan.section.select = how;
    const FinalChoiceOutcome choice = choose_candidates(plan, search, evaluator);
    EXPECT_EQ(choice.candidates.size(), 3U);
    EXPECT_NE(std::find(choice.candidates.begin(), choice.candidates.end(), 9U), choice.candidates.end());
  }
}

TEST(FinalChoice, without_a_front_the_nearest_is_tried) {
  const TunePlan plan = test::two_measures();
  test::SyntheticEvaluator evaluator(test::trade_off, {5, 0.9}, 1);
  SearchOutcome search = row_of(plan, evaluator, 4);
  search.front.clear();
  const FinalChoiceOutcome choice = choose_candidates(plan, search, evaluator);
  EXPECT_EQ(choice.candidates, std::vector<std::size_t>{3});
  EXPECT_FALSE(choice.likely);
}

}  // namespace
}  // namespace picket::sim
