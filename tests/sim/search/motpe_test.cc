#include "sim/search/motpe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/search/test_problems.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;

void add(SearchHistory& history, double at, std::vector<double> objectives, std::vector<double> constraints = {}) {
  Evaluation evaluation;
  evaluation.at = {at};
  evaluation.objectives = std::move(objectives);
  evaluation.constraints = std::move(constraints);
  history.add(evaluation);
}

TEST(Motpe, good_is_a_tenth_and_the_first_front_comes_first) {
  SearchHistory history(std::vector<SearchVariable>(1), {}, 1);
  // A staircase of dominated points, and one that dominates them all.
  for (int i = 0; i < 19; ++i) add(history, 0.05 * i, {10.0 + i, 10.0 + i});
  add(history, 0.99, {1, 1});
  EXPECT_THAT(good_evaluations(history), ElementsAre(19, 0));
}

TEST(Motpe, the_front_that_is_cut_gives_what_covers_most) {
  SearchHistory history(std::vector<SearchVariable>(1), {10, 10}, 1);
  // All on one front: (5, 5) covers 25; beside it the corners add 4.9 * 0.1 each, its close neighbours 2 * 0.1.
  for (const auto& values : std::vector<std::vector<double>>{{0.1, 9.9},
                                                             {4.9, 8},
                                                             {5, 5},
                                                             {8, 4.9},
                                                             {9.9, 0.1},
                                                             {9.91, 0.09},
                                                             {9.92, 0.08},
                                                             {9.93, 0.07},
                                                             {9.94, 0.06},
                                                             {9.95, 0.05},
                                                             {9.96, 0.04}}) {
    add(history, 0.05 * static_cast<double>(history.points()), values);
  }
  EXPECT_THAT(good_evaluations(history), ElementsAre(2, 0));
}

TEST(Motpe, infeasible_points_are_good_only_if_too_few_are_feasible_and_by_what_they_miss) {
  SearchHistory history(std::vector<SearchVariable>(1), {}, 1);
  for (int i = 0; i < 20; ++i) add(history, 0.05 * i, {1.0 * i}, {20.0 - i, 0.5});
  add(history, 0.97, {50}, {-1, -1});
  EXPECT_THAT(good_evaluations(history), ElementsAre(20, 19, 18));
}

TEST(Motpe, proposals_gather_where_the_good_ones_are) {
  SearchHistory history(std::vector<SearchVariable>(1), {}, 1);
  for (int i = 0; i < 50; ++i) {
    const double x = (i + 0.5) / 50;
    add(history, x, {(x - 0.3) * (x - 0.3)});
  }
  MotpeProposer proposer;
  int near = 0;
  for (int i = 0; i < 20; ++i) {
    const auto point = proposer.propose(history);
    ASSERT_TRUE(point);
    near += std::abs(point.value()[0] - 0.3) < 0.15 ? 1 : 0;
    const double x = point.value()[0];
    add(history, x, {(x - 0.3) * (x - 0.3)});
  }
  EXPECT_GE(near, 15);
}

TEST(Motpe, finds_the_right_words_among_many) {
  // Six words of four each: one combination of 4,096 is best, and each right word helps.
  const std::vector<SearchVariable> words(6, SearchVariable{"word", SearchVariable::kCategorical, 4});
  const auto wrong = [](const std::vector<double>& at) {
    double sum = 0;
    for (std::size_t d = 0; d < at.size(); ++d) sum += level_at(at[d], 4) == d % 4 ? 0 : 1;
    return sum;
  };
  const auto optimiser = make_optimiser(OptimiserKind::kAuto, words, {}, 1);
  double best = 6;
  for (int i = 0; i < 200; ++i) {
    const auto at = optimiser->ask(1).at(0);
    Evaluation evaluation;
    evaluation.at = at;
    evaluation.objectives = {wrong(at)};
    best = std::min(best, evaluation.objectives[0]);
    optimiser->tell(evaluation);
  }
  EXPECT_EQ(optimiser->name(), "motpe");
  EXPECT_LE(best, 1);
}

TEST(Motpe, beats_random_points) {
  const auto problem = test::zdt4();
  std::vector<double> found;
  std::vector<double> by_chance;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    found.push_back(test::run_search(problem, OptimiserKind::kMotpe, 200, false, seed).share);
    by_chance.push_back(test::run_search(problem, OptimiserKind::kRandom, 200, false, seed).share);
  }
  EXPECT_GT(test::median(found), test::median(by_chance) + 0.1);
}

}  // namespace
}  // namespace picket::sim
