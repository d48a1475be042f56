#include "sim/search/gp_ehvi.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/search/latin_hypercube.h"
#include "tests/sim/search/test_problems.h"

namespace picket::sim {
namespace {

SearchHistory started(const test::TestProblem& problem, std::size_t n, std::vector<double> reference) {
  SearchHistory history(std::vector<SearchVariable>(problem.variables), std::move(reference), 1);
  for (const auto& at : latin_hypercube(n, problem.variables, 3)) {
    history.add(test::evaluate(problem, at, false, 1, history.points()));
  }
  return history;
}

double gain(const test::TestProblem& problem, const SearchHistory& history, const std::vector<double>& point) {
  auto values = history.measured_objectives();
  const double before = hypervolume(values, problem.reference);
  values.push_back(problem.objectives(point));
  return hypervolume(values, problem.reference) - before;
}

TEST(GpEhvi, a_proposal_gains_more_than_almost_every_random_point) {
  const auto problem = test::zdt2(2);
  const SearchHistory history = started(problem, 20, problem.reference);
  SearchPosterior posterior;
  GpEhviProposer proposer(posterior);
  const auto point = proposer.propose(history);
  ASSERT_TRUE(point);
  const double proposed = gain(problem, history, point.value());
  int better = 0;
  for (const auto& at : latin_hypercube(200, 2, 77)) better += gain(problem, history, at) > proposed ? 1 : 0;
  EXPECT_LE(better, 4);
}

/// A reference that nothing comes near: the search still gets closer to the front, and does not wander at random.
TEST(GpEhvi, goes_on_towards_a_reference_that_is_out_of_reach) {
  const auto problem = test::zdt1(3);
  SearchHistory history = started(problem, 10, {1e-9, 1e-9});
  SearchPosterior posterior;
  GpEhviProposer proposer(posterior);
  for (int i = 0; i < 10; ++i) {
    const auto point = proposer.propose(history);
    ASSERT_TRUE(point);
    history.add(test::evaluate(problem, point.value(), false, 1, history.points()));
  }
  double best = 100;
  for (const auto& values : history.measured_objectives()) best = std::min(best, values[1]);
  EXPECT_LT(best, 0.4);
}

TEST(GpEhvi, pending_points_are_kept_away_from) {
  const auto problem = test::dtlz2(2, 2);
  SearchHistory history = started(problem, 15, problem.reference);
  SearchPosterior posterior;
  GpEhviProposer proposer(posterior);
  for (int i = 0; i < 4; ++i) {
    const auto point = proposer.propose(history);
    ASSERT_TRUE(point);
    for (const auto& other : history.pending()) {
      EXPECT_GT(std::hypot(other[0] - (*point)[0], other[1] - (*point)[1]), 0.02);
    }
    history.add_pending(*point);
  }
}

TEST(GpEhvi, leaves_what_is_probably_not_feasible_alone) {
  const auto problem = test::bnh();
  SearchHistory history = started(problem, 12, problem.reference);
  SearchPosterior posterior;
  GpEhviProposer proposer(posterior);
  int kept = 0;
  for (int i = 0; i < 10; ++i) {
    const auto point = proposer.propose(history);
    ASSERT_TRUE(point);
    kept += test::feasible(problem, *point) ? 1 : 0;
    history.add(test::evaluate(problem, *point, false, 1, history.points()));
  }
  EXPECT_GE(kept, 9);
}

}  // namespace
}  // namespace picket::sim
