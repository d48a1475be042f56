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

TEST(ReferenceDistributions, give_the_two_sided_p_value) {
  EXPECT_NEAR(student_t_two_sided_p(2.7764451, 4), 0.05, 1e-8);
  EXPECT_NEAR(student_t_two_sided_p(-2.7764451, 4), 0.05, 1e-8);
  EXPECT_NEAR(student_t_two_sided_p(0, 4), 1, 1e-12);
  EXPECT_EQ(student_t_two_sided_p(std::numeric_limits<double>::infinity(), 4), 0);
}

}  // namespace
}  // namespace picket::sim
