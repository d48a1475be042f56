// Ranks against the usual table (n = 20: the median lies between the 6th and the 15th with 95.9 %; n = 10: 2nd and 9th).
#include "sim/statistics/quantile_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

std::vector<double> up_to(int n) {
  std::vector<double> values;
  for (int i = n; i >= 1; --i) values.push_back(i);
  return values;
}

TEST(QuantileInterval, of_the_median_has_the_ranks_of_the_table) {
  EXPECT_EQ(quantile_interval(up_to(20), 0.5).low, 6);
  EXPECT_EQ(quantile_interval(up_to(20), 0.5).high, 15);
  EXPECT_EQ(quantile_interval(up_to(10), 0.5).low, 2);
  EXPECT_EQ(quantile_interval(up_to(10), 0.5).high, 9);
}

TEST(QuantileInterval, has_no_limit_where_the_sample_is_too_small) {
  EXPECT_EQ(values_needed_for_quantile(0.95), 72U);
  EXPECT_EQ(values_needed_for_quantile(0.99), 368U);
  EXPECT_EQ(values_needed_for_quantile(0.5), 6U);
  EXPECT_TRUE(std::isinf(quantile_interval(up_to(71), 0.95).high));
  EXPECT_EQ(quantile_interval(up_to(72), 0.95).high, 72);
  EXPECT_TRUE(std::isinf(quantile_interval(up_to(367), 0.99).high));
  EXPECT_EQ(quantile_interval(up_to(368), 0.99).high, 368);
  EXPECT_TRUE(std::isinf(quantile_interval(up_to(71), 0.05).low));
  EXPECT_EQ(quantile_interval(up_to(72), 0.05).low, 1);
}

// By definition each end misses with at most 2.5 %, and the next rank inside would miss with more.
TEST(QuantileInterval, is_the_narrowest_that_covers) {
  constexpr int kN = 40;
  constexpr double kP = 0.8;
  const auto at_most = [](int k) {
    double sum = 0;
    for (int i = 0; i <= k; ++i) sum += std::exp(std::lgamma(kN + 1) - std::lgamma(i + 1) - std::lgamma(kN - i + 1) +
                                                 i * std::log(kP) + (kN - i) * std::log(1 - kP));
    return sum;
  };
  const Interval interval = quantile_interval(up_to(kN), kP);
  const int l = static_cast<int>(interval.low);
  const int u = static_cast<int>(interval.high);
  EXPECT_LE(at_most(l - 1), 0.025);
  EXPECT_GT(at_most(l), 0.025);
  EXPECT_LE(1 - at_most(u - 1), 0.025);
  EXPECT_GT(1 - at_most(u - 2), 0.025);
}

// n = 20: exactly 1 - 2 P(B <= 5) = 0.9586 for the median of any continuous distribution.
TEST(QuantileInterval, covers_as_often_as_the_binomial_says) {
  constexpr std::uint32_t kSamples = 4000;
  const double covered = simulated_share(20261219, kSamples, [](RandomStream& random) {
    std::vector<double> values;
    for (int i = 0; i < 20; ++i) values.push_back(random.lognormal(30, 2));
    return quantile_interval(values, 0.5).contains(30);
  });
  EXPECT_NEAR(covered, 0.9586, three_errors(0.9586, kSamples)) << "seed 20261219";
}

}  // namespace
}  // namespace picket::sim
