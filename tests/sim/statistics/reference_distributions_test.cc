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

}  // namespace
}  // namespace picket::sim
