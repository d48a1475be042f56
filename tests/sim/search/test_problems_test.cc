// The truth that searches are compared with is itself checked: the hypervolumes by points laid along each best front.
#include "tests/sim/search/test_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim::test {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

/// The share of the optimum that 4,000 points on the best front cover: a little below 1.
double share_of_best(const TestProblem& problem, const std::function<std::vector<double>(double)>& best_at) {
  std::vector<std::vector<double>> values;
  constexpr int kSteps = 4000;
  for (int i = 0; i <= kSteps; ++i) {
    const auto x = best_at(static_cast<double>(i) / kSteps);
    if (feasible(problem, x)) values.push_back(problem.objectives(x));
  }
  return hypervolume(values, problem.reference) / problem.optimum;
}

std::vector<double> with_rest(double first, double rest) {
  return {first, rest, rest, rest, rest};
}

TEST(TestProblems, the_optima_of_zdt_are_those_of_their_best_fronts) {
  for (const TestProblem& problem : {zdt1(), zdt2(), zdt3(), zdt6()}) {
    const double share = share_of_best(problem, [](double t) { return with_rest(t, 0); });
    EXPECT_GT(share, 0.997) << problem.name;
    EXPECT_LT(share, 1.00001) << problem.name;
  }
  const double rugged = share_of_best(zdt4(), [](double t) { return with_rest(t, 0.5); });
  EXPECT_GT(rugged, 0.999);
  EXPECT_LT(rugged, 1);
}

TEST(TestProblems, the_optimum_of_dtlz2_is_that_of_the_circle) {
  const double share = share_of_best(dtlz2(2), [](double t) { return with_rest(t, 0.5); });
  EXPECT_GT(share, 0.997);
  EXPECT_LT(share, 1);
}

/// The best points of DTLZ2 lie on the unit sphere, whatever the number of objectives.
TEST(TestProblems, the_best_points_of_dtlz2_have_length_one) {
  for (const std::size_t objectives : {2U, 3U}) {
    const auto f = dtlz2(objectives).objectives({0.3, objectives == 2 ? 0.5 : 0.8, 0.5, 0.5, 0.5});
    double squares = 0;
    for (const double x : f) squares += x * x;
    EXPECT_NEAR(squares, 1, 1e-12);
  }
}

/// BNH (Binh and Korn): x = y in [0, 3], then y = 3 and x in [3, 5].
TEST(TestProblems, the_optimum_of_bnh_is_that_of_its_two_stretches) {
  const double share = share_of_best(bnh(), [](double t) {
    const double x = 5 * t;
    return std::vector<double>{t, std::min(x, 3.0) / 3};
  });
  EXPECT_NEAR(share, 1, 0.002);
}

/// CONSTR: y = 6 - 9 x where x <= 2/3, then y = 0.
TEST(TestProblems, the_optimum_of_constr_is_that_of_its_two_stretches) {
  const double share = share_of_best(constr(), [](double t) {
    const double x = 0.1 + 0.9 * t;
    return std::vector<double>{t, std::max(0.0, (6 - 9 * x) / 5 + 1e-12)};
  });
  EXPECT_NEAR(share, 1, 0.002);
}

/// Of ZDT5 the best front has 31 points, all ones but in the first string.
TEST(TestProblems, the_optimum_of_zdt5_is_that_of_its_thirty_one_points) {
  const TestProblem problem = zdt5();
  std::vector<std::vector<double>> values;
  for (std::uint32_t ones = 0; ones <= 30; ++ones) {
    std::vector<double> x(problem.variables, at_level(5, 6));
    x[0] = at_level(ones, 31);
    values.push_back(problem.objectives(x));
    EXPECT_NEAR(values.back()[0] * values.back()[1], 10, 1e-12);
  }
  EXPECT_NEAR(hypervolume(values, problem.reference), problem.optimum, 1e-9);
  // Four ones of five are the worst, and lead away: 10 strings of 2 + 4.
  std::vector<double> deceived(problem.variables, at_level(4, 6));
  EXPECT_NEAR(problem.objectives(deceived)[0] * problem.objectives(deceived)[1], 60, 1e-12);
}

/// Points worked out by hand.
TEST(TestProblems, functions_have_the_values_of_their_definitions) {
  EXPECT_THAT(zdt1().objectives({0.25, 0, 0, 0, 0}), Pointwise(DoubleNear(1e-12), {0.25, 0.5}));
  EXPECT_THAT(zdt1().objectives({0, 1, 1, 1, 1}), Pointwise(DoubleNear(1e-12), {0.0, 10.0}));
  EXPECT_THAT(zdt2().objectives({0.5, 0, 0, 0, 0}), Pointwise(DoubleNear(1e-12), {0.5, 0.75}));
  // y = 5 in four variables: g = 1 + 4 * (10 + 25 - 10).
  EXPECT_THAT(zdt4().objectives({0, 1, 1, 1, 1}), Pointwise(DoubleNear(1e-9), {0.0, 101.0}));
  EXPECT_THAT(bnh().constraints({1, 1}), Pointwise(DoubleNear(1e-12), {-16.0, 7.7 - 9 - 36}));
}

}  // namespace
}  // namespace picket::sim::test
