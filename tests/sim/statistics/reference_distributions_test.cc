// Textbook values: t(0.975; 4) = 2.7764, chi2(0.95; 2) = -2 ln 0.05 = 5.9915, Beta(1, n) has
// quantile 1 - (1 - p)^(1 / n).
#include "sim/statistics/reference_distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace picket::sim {
namespace {

TEST(ReferenceDistributions, agree_with_closed_forms) {
  EXPECT_NEAR(student_t_quantile(0.975, 4), 2.7764451, 1e-7);
  EXPECT_NEAR(student_t_factor(0.95, 4), 2.7764451, 1e-7);
  EXPECT_NEAR(chi_squared_quantile(0.95, 2), -2 * std::log(0.05), 1e-12);
  EXPECT_NEAR(beta_quantile(0.3, 1, 7), 1 - std::pow(0.7, 1.0 / 7), 1e-12);
}

// exp(-m) (1 + m + m^2 / 2); and near the median of a large mean, where exp(-m) is 0 in floating point: the normal
// approximation with continuity correction is 1/2 + (1/2 + 1/6) / sqrt(2 pi m).
TEST(ReferenceDistributions, give_the_tail_of_a_poisson_count) {
  EXPECT_NEAR(poisson_cdf(2, 0.1), std::exp(-0.1) * (1 + 0.1 + 0.005), 1e-14);
  EXPECT_NEAR(poisson_cdf(0, 3), std::exp(-3), 1e-14);
  EXPECT_EQ(poisson_cdf(-1, 3), 0);
  EXPECT_EQ(poisson_cdf(0, 0), 1);
  EXPECT_NEAR(poisson_cdf(1000, 1000), 0.5 + (2.0 / 3) / std::sqrt(2 * std::acos(-1.0) * 1000), 1e-4);
}

TEST(ReferenceDistributions, give_the_two_sided_p_value) {
  EXPECT_NEAR(student_t_two_sided_p(2.7764451, 4), 0.05, 1e-8);
  EXPECT_NEAR(student_t_two_sided_p(-2.7764451, 4), 0.05, 1e-8);
  EXPECT_NEAR(student_t_two_sided_p(0, 4), 1, 1e-12);
  EXPECT_EQ(student_t_two_sided_p(std::numeric_limits<double>::infinity(), 4), 0);
}

// P(chi2 with 2 degrees >= x) = exp(-x/2); 1.959964 is the 97.5 % point of the normal distribution; B(a, b) of whole numbers is
// (a - 1)! (b - 1)! / (a + b - 1)!.
TEST(ReferenceDistributions, give_tails_in_closed_form) {
  EXPECT_NEAR(chi_squared_upper_p(5, 2), std::exp(-2.5), 1e-14);
  EXPECT_NEAR(chi_squared_upper_p(3.841459, 1), 0.05, 1e-7);
  EXPECT_EQ(chi_squared_upper_p(0, 1), 1);
  EXPECT_NEAR(normal_two_sided_p(-1.9599640), 0.05, 1e-8);
  EXPECT_NEAR(binomial_cdf(2, 10, 0.5), (1 + 10 + 45) / 1024.0, 1e-14);
  EXPECT_NEAR(binomial_cdf(9, 10, 0.3), 1 - std::pow(0.3, 10), 1e-14);
  EXPECT_EQ(binomial_cdf(-1, 10, 0.3), 0);
  EXPECT_EQ(binomial_cdf(10, 10, 0.3), 1);
}

// R: power.t.test(n = 20, delta = 1, sd = 1) gives 0.8689528; without an effect the one-sided chance is half of 1 - level.
TEST(ReferenceDistributions, give_the_power_of_a_t_test) {
  EXPECT_NEAR(student_t_power(std::sqrt(10.0), 38, 0.95), 0.8689528, 5e-8);
  EXPECT_NEAR(student_t_power(0, 9, 0.95), 0.025, 1e-10);
}

}  // namespace
}  // namespace picket::sim
