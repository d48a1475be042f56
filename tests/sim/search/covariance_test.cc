#include "sim/search/covariance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

double matern_at(double distance) {
  const double r = std::sqrt(5.0) * distance;
  return (1 + r + r * r / 3) * std::exp(-r);
}

/// Lengths 0.5 and 2, whole 1.5, sum 0.8, stretch 3; apart by 0.3 and 0.4, that is by 0.6 and 0.2 lengths.
TEST(Covariance, is_the_sum_of_single_dimensions_and_of_all_together) {
  const std::vector<bool> categorical{false, false};
  const Covariance kernel(categorical, std::vector{std::log(0.5), std::log(2.0), std::log(1.5), std::log(0.8), std::log(3.0)});
  const std::vector<double> a{0.1, 0.9};
  const std::vector<double> b{0.4, 0.5};
  const double expected = 1.5 * matern_at(std::hypot(0.6, 0.2) / 3) + 0.4 * (matern_at(0.6) + matern_at(0.2));
  EXPECT_NEAR(kernel.at(a, b), expected, 1e-12);
  EXPECT_NEAR(kernel.at(b, a), expected, 1e-12);
  EXPECT_NEAR(kernel.at(a, a), 2.3, 1e-12);
  EXPECT_NEAR(kernel.variance(), 2.3, 1e-12);
}

TEST(Covariance, of_one_dimension_is_a_single_matern) {
  const std::vector<bool> categorical{false};
  const Covariance kernel(categorical, std::vector{std::log(0.5), std::log(2.0)});
  EXPECT_EQ(Covariance::parameters(1), 2U);
  EXPECT_NEAR(kernel.at(std::vector{0.1}, std::vector{0.4}), 2 * matern_at(0.6), 1e-12);
  EXPECT_NEAR(kernel.variance(), 2, 1e-12);
}

TEST(Covariance, levels_of_a_category_are_one_apart) {
  const std::vector<bool> categorical{true};
  const Covariance kernel(categorical, std::vector{std::log(0.5), 0.0});
  EXPECT_NEAR(kernel.at(std::vector{0.0}, std::vector{4.0}), matern_at(2), 1e-12);
  EXPECT_NEAR(kernel.at(std::vector{3.0}, std::vector{3.0}), 1, 1e-12);
}

TEST(Covariance, derivatives_are_the_slopes_of_value_and_prior) {
  constexpr double kStep = 1e-6;
  for (const std::size_t d : {1U, 3U}) {
    std::vector<bool> categorical(d, false);
    categorical.back() = d > 1;
    const std::vector<double> a(d, 0.1);
    const std::vector<double> b(d, 0.45);
    std::vector<double> parameters = Covariance::start(d, 0.4);
    for (std::size_t k = 0; k < parameters.size(); ++k) parameters[k] += 0.1 * static_cast<double>(k);
    ASSERT_EQ(parameters.size(), Covariance::parameters(d));
    std::vector<double> derivatives(parameters.size(), 0);
    const Covariance kernel(categorical, parameters);
    EXPECT_NEAR(kernel.at(a, b, derivatives), kernel.at(a, b), 1e-15);
    std::vector<double> prior_slopes(parameters.size(), 0);
    Covariance::log_prior(d, parameters, prior_slopes);
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      std::vector<double> more = parameters;
      std::vector<double> less = parameters;
      more[k] += kStep;
      less[k] -= kStep;
      const double slope = (Covariance(categorical, more).at(a, b) - Covariance(categorical, less).at(a, b)) / (2 * kStep);
      EXPECT_NEAR(derivatives[k], slope, 1e-8) << "parameter " << k << " of " << d << " dimensions";
      std::vector<double> ignored(parameters.size(), 0);
      const double prior_slope =
          (Covariance::log_prior(d, more, ignored) - Covariance::log_prior(d, less, ignored)) / (2 * kStep);
      EXPECT_NEAR(prior_slopes[k], prior_slope, 1e-7) << "parameter " << k << " of " << d << " dimensions";
    }
  }
}

/// A fit starts at the priors' mean, but for the lengths: no slope there.
TEST(Covariance, the_start_is_the_mean_of_the_priors) {
  for (const std::size_t d : {1U, 2U, 11U}) {
    std::vector<double> slopes(Covariance::parameters(d), 0);
    EXPECT_EQ(Covariance::log_prior(d, Covariance::start(d, 1), slopes), 0);
    EXPECT_THAT(slopes, testing::Each(0));
  }
}

}  // namespace
}  // namespace picket::sim
