// By hand, and against the formula 1 - 6 sum d^2 / (n (n^2 - 1)), which holds without ties.
#include "sim/statistics/rank_correlation.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// Ranks 1..10 against 6 1 8 7 10 9 3 5 2 4 of the intelligence and television example: sum d^2 = 194, rho = -29/165.
TEST(RankCorrelation, agrees_with_the_formula_of_squared_differences) {
  const std::vector<double> x{106, 86, 100, 101, 99, 103, 97, 113, 112, 110};
  const std::vector<double> y{7, 0, 27, 50, 28, 29, 20, 12, 6, 17};
  EXPECT_NEAR(rank_correlation(x, y).value(), -29.0 / 165, 1e-12);
}

TEST(RankCorrelation, sees_order_alone) {
  const std::vector<double> x{1, 2, 3, 4, 5};
  EXPECT_DOUBLE_EQ(rank_correlation(x, std::vector<double>{1, 8, 27, 64, 125}).value(), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(x, std::vector<double>{5, 4, 3, 2, -1e9}).value(), -1);
}

// Midranks 1.5 1.5 3 4 against 1 2 3 4: covariance sum 4.5, squares 4.5 and 5: 4.5 / sqrt(22.5).
TEST(RankCorrelation, shares_ranks_of_equal_values) {
  EXPECT_NEAR(rank_correlation(std::vector<double>{7, 7, 8, 9}, std::vector<double>{1, 2, 3, 4}).value(),
              4.5 / std::sqrt(22.5), 1e-12);
}

TEST(RankCorrelation, has_none_of_a_constant) {
  EXPECT_FALSE(rank_correlation(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
  EXPECT_FALSE(rank_correlation(std::vector<double>{1}, std::vector<double>{1}));
}

// Unrelated pairs: mean 0 and variance 1 / (n - 1), exactly; 10 pairs reach 0.794 in 0.5 % (table:
// 1 % two-sided).
TEST(RankCorrelation, of_unrelated_measures_is_rarely_large) {
  constexpr std::uint32_t kSamples = 4000;
  double squares = 0;
  const double large = simulated_share(20261236, kSamples, [&](RandomStream& random) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < 10; ++i) {
      x.push_back(random.normal());
      y.push_back(random.normal());
    }
    const double rho = rank_correlation(x, y).value();
    squares += rho * rho / kSamples;
    return rho >= 0.794;
  });
  EXPECT_NEAR(squares, 1.0 / 9, 0.01) << "seed 20261236";
  EXPECT_NEAR(large, 0.005, three_errors(0.005, kSamples)) << "seed 20261236";
}

}  // namespace
}  // namespace picket::sim
