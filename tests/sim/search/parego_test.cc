#include "sim/search/parego.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/sim/search/test_problems.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;

/// Uniform on the simplex: each weight has mean 1 / k and variance (k - 1) / (k^2 (k + 1)).
TEST(Parego, weights_are_uniform_among_those_that_sum_to_one) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  constexpr int kDraws = 4000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto weights = simplex_weights(3, random);
    EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1, 1e-12);
    sum += weights[1];
    squares += weights[1] * weights[1];
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 1.0 / 3, 4 * std::sqrt(1.0 / 18 / kDraws));
  EXPECT_NEAR(squares / kDraws - mean * mean, 1.0 / 18, 0.005);
  EXPECT_THAT(simplex_weights(1, random), ElementsAre(1));
}

/// The bowl's lowest point is at (0.2, 0.7); of 30 random points the best is on average about 0.01 above.
TEST(Parego, of_one_objective_finds_the_minimum) {
  const test::TestProblem bowl{"bowl", 2, {1}, 1, {}, [](const std::vector<double>& x) {
                                 return std::vector<double>{(x[0] - 0.2) * (x[0] - 0.2) + (x[1] - 0.7) * (x[1] - 0.7)};
                               }};
  EXPECT_GT(test::run_search(bowl, OptimiserKind::kParego, 25, false, 1).share, 0.999);
}

TEST(Parego, of_one_objective_keeps_its_constraint) {
  const test::TestProblem slope{"slope",
                                2,
                                {1},
                                0.6,
                                {},
                                [](const std::vector<double>& x) { return std::vector<double>{x[0]}; },
                                [](const std::vector<double>& x) { return std::vector<double>{0.4 - x[0]}; }};
  const auto outcome = test::run_search(slope, OptimiserKind::kParego, 25, false, 1);
  EXPECT_GT(outcome.share, 0.98);
  EXPECT_LE(outcome.share, 1);
}

TEST(Parego, of_three_objectives_beats_random_points) {
  const auto problem = test::dtlz2(3);
  std::vector<double> found;
  std::vector<double> by_chance;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    found.push_back(test::run_search(problem, OptimiserKind::kParego, 40, false, seed).share);
    by_chance.push_back(test::run_search(problem, OptimiserKind::kRandom, 40, false, seed).share);
  }
  EXPECT_GT(test::median(found), test::median(by_chance));
}

TEST(Parego, if_nothing_is_feasible_yet_it_looks_for_something_that_is) {
  SearchHistory history(std::vector<SearchVariable>(1), {}, 1);
  for (const double x : {0.05, 0.2, 0.35, 0.5}) {
    Evaluation evaluation;
    evaluation.at = {x};
    evaluation.objectives = {x};
    evaluation.constraints = {0.9 - x};
    history.add(evaluation);
  }
  SearchPosterior posterior;
  ParegoProposer proposer(posterior);
  const auto point = proposer.propose(history);
  ASSERT_TRUE(point);
  EXPECT_GT(point.value()[0], 0.85);
}

}  // namespace
}  // namespace picket::sim
