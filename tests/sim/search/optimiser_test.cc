#include "sim/search/optimiser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/sim/search/test_problems.h"

// The full measurement, with more problems and methods, is tests/bench/search_bench.cc.

namespace picket::sim {
namespace {

using test::TestProblem;
using testing::ElementsAre;
using testing::IsEmpty;
using Points = std::vector<std::vector<double>>;

double median_share(const TestProblem& problem, std::size_t evaluations, bool noisy) {
  std::vector<double> shares;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    shares.push_back(test::run_search(problem, OptimiserKind::kAuto, evaluations, noisy, seed).share);
  }
  return test::median(shares);
}

Points asked(Optimiser& optimiser, const TestProblem& problem, std::size_t n, bool tell = true) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    points.push_back(optimiser.ask(1).at(0));
    if (tell) optimiser.tell(test::evaluate(problem, points.back(), false, 1, i));
  }
  return points;
}

TEST(Optimiser, fifty_evaluations_reach_the_front_of_zdt1) {
  EXPECT_GE(median_share(test::zdt1(), 50, false), 0.97);
}

TEST(Optimiser, noise_of_a_twentieth_costs_little_on_zdt2) {
  EXPECT_GE(median_share(test::zdt2(), 50, true), 0.93);
}

// The front has five pieces, and between them nothing: each piece missed costs a tenth.
TEST(Optimiser, noise_does_not_hide_pieces_of_the_front_of_zdt3) {
  EXPECT_GE(median_share(test::zdt3(), 50, true), 0.93);
}

// Ten strings, each leading away from its best: where all strings but the first are at the false best, the share is 0.955.
TEST(Optimiser, false_leads_of_zdt5_are_seen_through) {
  EXPECT_GE(median_share(test::zdt5(), 50, false), 0.97);
}

TEST(Optimiser, constraints_are_kept_on_bnh_and_its_front_is_found) {
  const auto outcome = test::run_search(test::bnh(), OptimiserKind::kAuto, 30, false, 1);
  EXPECT_GE(outcome.share, 0.97);
  EXPECT_GE(outcome.feasible_share, 0.9);
}

TEST(Optimiser, batches_of_four_cost_little) {
  const auto outcome = test::run_search(test::zdt1(), OptimiserKind::kAuto, 48, false, 1, 4);
  EXPECT_GE(outcome.share, 0.95);
}

TEST(Optimiser, the_same_seed_asks_for_the_same_points) {
  const auto problem = test::zdt1(3);
  const std::vector<SearchVariable> variables(3);
  for (const auto kind :
       {OptimiserKind::kAuto, OptimiserKind::kParego, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
    const auto a = make_optimiser(kind, variables, problem.reference, 4);
    const auto b = make_optimiser(kind, variables, problem.reference, 4);
    const auto c = make_optimiser(kind, variables, problem.reference, 5);
    const Points points = asked(*a, problem, 14);
    EXPECT_EQ(points, asked(*b, problem, 14));
    EXPECT_NE(points, asked(*c, problem, 14));
  }
}

TEST(Optimiser, a_resumed_search_goes_on_as_if_uninterrupted) {
  const auto problem = test::zdt2(3);
  const std::vector<SearchVariable> variables(3);
  const auto whole = make_optimiser(OptimiserKind::kAuto, variables, problem.reference, 4);
  const Points points = asked(*whole, problem, 20);
  for (const std::size_t interrupted : {3U, 13U}) {
    const auto resumed = make_optimiser(OptimiserKind::kAuto, variables, problem.reference, 4);
    for (std::size_t i = 0; i < interrupted; ++i) resumed->tell(test::evaluate(problem, points[i], false, 1, i));
    const Points rest = asked(*resumed, problem, 20 - interrupted);
    EXPECT_EQ(rest, Points(points.begin() + static_cast<std::ptrdiff_t>(interrupted), points.end()));
    EXPECT_EQ(resumed->front(), whole->front());
  }
}

TEST(Optimiser, asking_for_the_front_changes_nothing) {
  const auto problem = test::zdt2(3);
  const auto a = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(3), problem.reference, 4);
  const auto b = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(3), problem.reference, 4);
  for (int i = 0; i < 15; ++i) {
    const auto point = a->ask(1).at(0);
    ASSERT_EQ(point, b->ask(1).at(0));
    a->tell(test::evaluate(problem, point, false, 1, 0));
    b->tell(test::evaluate(problem, point, false, 1, 0));
    b->front();
    b->beliefs();
  }
}

TEST(Optimiser, points_of_a_batch_and_failed_ones_are_not_asked_for_again) {
  const auto problem = test::zdt1(2);
  const auto optimiser = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(2), problem.reference, 1);
  std::set<std::vector<double>> all;
  for (int round = 0; round < 6; ++round) {
    const Points batch = optimiser->ask(4);
    ASSERT_EQ(batch.size(), 4U);
    for (const auto& point : batch) EXPECT_TRUE(all.insert(point).second);
    // The first of each batch fails and is never told.
    for (std::size_t i = 1; i < batch.size(); ++i) optimiser->tell(test::evaluate(problem, batch[i], false, 1, 0));
  }
}

TEST(Optimiser, the_points_given_come_first_and_count_towards_the_start) {
  const auto problem = test::zdt1(2);
  const auto optimiser = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(2), problem.reference, 1, 0,
                                        {{0.5, 0.5}, {0.25, 0.75}});
  EXPECT_THAT(optimiser->ask(2), ElementsAre(ElementsAre(0.5, 0.5), ElementsAre(0.25, 0.75)));
  // The rest of 2 d + 2 = 6 is a Latin hypercube of four.
  std::set<int> strips;
  for (const auto& point : optimiser->ask(4)) strips.insert(static_cast<int>(point[0] * 4));
  EXPECT_EQ(strips.size(), 4U);
}

// A quarter of the square is refused, among it points of the hypercube: none is asked for, and none is left pending.
TEST(Optimiser, what_is_not_allowed_is_not_asked_for) {
  const auto problem = test::zdt1(2);
  const auto allowed = [](const std::vector<double>& p) { return p[0] < 0.5 || p[1] < 0.5; };
  for (const auto kind : {OptimiserKind::kAuto, OptimiserKind::kParego, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
    const auto optimiser = make_optimiser(kind, std::vector<SearchVariable>(2), problem.reference, 1, 24, {{0.9, 0.9}, {0.2, 0.9}}, allowed);
    for (std::size_t asked_for = 0; asked_for < 24; ++asked_for) {
      const Points points = optimiser->ask(1);
      ASSERT_EQ(points.size(), 1U);
      EXPECT_TRUE(allowed(points[0]));
      optimiser->tell(test::evaluate(problem, points[0], false, 1, asked_for));
    }
    EXPECT_FALSE(optimiser->front().empty());
  }
}

// Where nothing more is allowed, nothing is asked for.
TEST(Optimiser, ends_with_the_last_allowed_point) {
  const std::vector<SearchVariable> variables{{"size", SearchVariable::kInteger, 4}, {"queue", SearchVariable::kCategorical, 3}};
  for (const auto kind : {OptimiserKind::kAuto, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
    const auto optimiser = make_optimiser(kind, variables, {}, 1, 0, {}, [](const std::vector<double>& p) { return level_at(p[0], 4) != 2; });
    for (int i = 0; i < 9; ++i) {
      const auto points = optimiser->ask(1);
      ASSERT_EQ(points.size(), 1U);
      EXPECT_NE(level_at(points[0][0], 4), 2U);
      Evaluation evaluation;
      evaluation.at = points[0];
      evaluation.objectives = {points[0][0], 1 - points[0][0]};
      optimiser->tell(evaluation);
    }
    EXPECT_THAT(optimiser->ask(1), IsEmpty());
  }
}

// 1,500 noisy measurements of a straight front: no matrix of all of them, and the front is by what the neighbours say.
TEST(Optimiser, many_evaluations_are_believed_by_their_neighbours) {
  const auto optimiser = make_optimiser(OptimiserKind::kMotpe, std::vector<SearchVariable>(2), {}, 1);
  RandomStream random(4, 0, 0, Purpose::kTest);
  for (int i = 0; i < 1'500; ++i) {
    Evaluation evaluation;
    evaluation.at = {random.uniform(), random.uniform()};
    evaluation.objectives = {evaluation.at[0] + evaluation.at[1] + 0.1 * random.normal(), 1 - evaluation.at[0] + evaluation.at[1] + 0.1 * random.normal()};
    evaluation.constraints = {0.2 - evaluation.at[0] + 0.05 * random.normal()};
    optimiser->tell(std::move(evaluation));
  }
  const std::vector<Belief> beliefs = optimiser->beliefs();
  ASSERT_EQ(beliefs.size(), 1'500U);
  RandomStream again(4, 0, 0, Purpose::kTest);
  double squares = 0;
  for (const Belief& belief : beliefs) {
    const double x = again.uniform();
    const double y = again.uniform();
    const double off = belief.objectives[0] - (x + y);
    squares += off * off;
    for (int noise = 0; noise < 3; ++noise) again.normal();
    if (x > 0.3) {
      EXPECT_GT(belief.feasible, 0.5) << x;
    }
    if (x < 0.1) {
      EXPECT_LT(belief.feasible, 0.5) << x;
    }
  }
  // A single measurement is off by 0.1.
  EXPECT_LT(std::sqrt(squares / 1'500), 0.05);
  EXPECT_FALSE(optimiser->front().empty());
}

TEST(Optimiser, a_small_budget_shortens_the_start) {
  const auto problem = test::zdt1(5);
  const auto optimiser =
      make_optimiser(OptimiserKind::kGpEhvi, std::vector<SearchVariable>(5), problem.reference, 1, 10);
  const auto free = make_optimiser(OptimiserKind::kGpEhvi, std::vector<SearchVariable>(5), problem.reference, 1);
  std::set<int> strips;
  for (const auto& point : asked(*optimiser, problem, 5)) strips.insert(static_cast<int>(point[0] * 5));
  EXPECT_EQ(strips.size(), 5U);
  strips.clear();
  for (const auto& point : asked(*free, problem, 12)) strips.insert(static_cast<int>(point[0] * 12));
  EXPECT_EQ(strips.size(), 12U);
  // Of many variables too it is twelve.
  const auto many = make_optimiser(OptimiserKind::kGpEhvi, std::vector<SearchVariable>(11), {}, 1);
  strips.clear();
  for (const auto& point : many->ask(12)) strips.insert(static_cast<int>(point[0] * 12));
  EXPECT_EQ(strips.size(), 12U);
}

TEST(Optimiser, discrete_variables_are_asked_for_at_their_middles_until_there_are_no_more) {
  const std::vector<SearchVariable> variables{{"size", SearchVariable::kInteger, 4},
                                              {"queue", SearchVariable::kCategorical, 3}};
  for (const auto kind : {OptimiserKind::kAuto, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
    const auto optimiser = make_optimiser(kind, variables, {}, 1);
    std::set<std::pair<std::uint32_t, std::uint32_t>> cells;
    for (int i = 0; i < 12; ++i) {
      const auto points = optimiser->ask(1);
      ASSERT_EQ(points.size(), 1U);
      const auto size = level_at(points[0][0], 4);
      const auto queue = level_at(points[0][1], 3);
      EXPECT_EQ(points[0][0], at_level(size, 4));
      cells.emplace(size, queue);
      Evaluation evaluation;
      evaluation.at = points[0];
      evaluation.objectives = {1.0 * size, 3.0 - size + (queue == 1 ? 0 : 1)};
      optimiser->tell(evaluation);
    }
    EXPECT_EQ(cells.size(), 12U);
    EXPECT_THAT(optimiser->ask(3), IsEmpty());
    // On the front: every size, with the one good queue.
    EXPECT_EQ(optimiser->front().size(), 4U);
  }
}

TEST(Optimiser, a_lucky_draw_is_not_on_the_front) {
  // Twenty measurements of nearly the same point, and one of them is by luck far too good.
  const auto optimiser = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(1), {}, 1);
  RandomStream random(2, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20; ++i) {
    Evaluation evaluation;
    evaluation.at = {0.5 + 0.001 * i};
    evaluation.objectives = {i == 7 ? -3.0 : random.normal()};
    evaluation.variances = {1};
    optimiser->tell(evaluation);
  }
  Evaluation better;
  better.at = {0.0};
  better.objectives = {-2.5};
  better.variances = {0.1};
  optimiser->tell(better);
  EXPECT_THAT(optimiser->front(), ElementsAre(20));
  EXPECT_GT(optimiser->beliefs()[7].objectives[0], -1.5);
}

TEST(Optimiser, where_nothing_is_feasible_the_front_is_empty) {
  const auto optimiser = make_optimiser(OptimiserKind::kAuto, std::vector<SearchVariable>(2), {}, 1);
  EXPECT_THAT(optimiser->front(), IsEmpty());
  EXPECT_THAT(optimiser->beliefs(), IsEmpty());
  for (const auto& point : optimiser->ask(8)) {
    Evaluation evaluation;
    evaluation.at = point;
    evaluation.objectives = {point[0], 1 - point[0]};
    evaluation.constraints = {1 + point[1]};
    optimiser->tell(evaluation);
  }
  EXPECT_THAT(optimiser->front(), IsEmpty());
  EXPECT_EQ(optimiser->ask(1).size(), 1U);
  for (const Belief& belief : optimiser->beliefs()) EXPECT_LT(belief.feasible, 0.2);
}

TEST(Optimiser, the_method_follows_from_variables_objectives_and_evaluations) {
  const auto name_after = [](std::size_t variables, SearchVariable::Kind kind, std::size_t objectives,
                             std::size_t evaluations, OptimiserKind wanted = OptimiserKind::kAuto) {
    const auto optimiser =
        make_optimiser(wanted, std::vector<SearchVariable>(variables, SearchVariable{"x", kind, 5}), {}, 1);
    for (std::size_t i = 0; i < evaluations; ++i) {
      Evaluation evaluation;
      evaluation.at.assign(variables, (static_cast<double>(i) + 0.5) / static_cast<double>(evaluations));
      evaluation.objectives.assign(objectives, 1);
      optimiser->tell(evaluation);
    }
    return std::string(optimiser->name());
  };
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 0), "auto");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 1), "gp-ehvi");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 200), "motpe");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 1, 1), "gp-ei");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 3, 1), "parego");
  EXPECT_EQ(name_after(13, SearchVariable::kContinuous, 2, 1), "motpe");
  EXPECT_EQ(name_after(3, SearchVariable::kCategorical, 2, 1), "gp-ehvi");
  EXPECT_EQ(name_after(4, SearchVariable::kCategorical, 2, 1), "motpe");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 200, OptimiserKind::kGpEhvi), "gp-ehvi");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 1, OptimiserKind::kParego), "parego");
  EXPECT_EQ(name_after(5, SearchVariable::kContinuous, 2, 0, OptimiserKind::kRandom), "random");
}

}  // namespace
}  // namespace picket::sim
