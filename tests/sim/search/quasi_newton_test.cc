#include "sim/search/quasi_newton.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace picket::sim {
namespace {

double rosenbrock(const std::vector<double>& x, std::vector<double>& gradient) {
  const double a = 1 - x[0];
  const double b = x[1] - x[0] * x[0];
  gradient = {-2 * a - 400 * x[0] * b, 200 * b};
  return a * a + 100 * b * b;
}

TEST(QuasiNewton, follows_the_bent_valley_of_rosenbrock_to_its_end) {
  const Minimum minimum = minimise(rosenbrock, {-1.2, 1}, 200);
  EXPECT_NEAR(minimum.at[0], 1, 1e-2);
  EXPECT_NEAR(minimum.at[1], 1, 2e-2);
  EXPECT_LT(minimum.value, 1e-5);
  EXPECT_LT(minimum.evaluations, 100U);
}

TEST(QuasiNewton, solves_a_badly_scaled_quadratic) {
  const auto function = [](const std::vector<double>& x, std::vector<double>& gradient) {
    double value = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double scale = std::pow(10, static_cast<double>(i));
      value += 0.5 * scale * (x[i] - 1) * (x[i] - 1);
      gradient[i] = scale * (x[i] - 1);
    }
    return value;
  };
  const Minimum minimum = minimise(function, {0, 0, 0, 0}, 200);
  for (const double x : minimum.at) EXPECT_NEAR(x, 1, 1e-2);
}

TEST(QuasiNewton, stays_where_the_function_has_a_value) {
  const auto function = [](const std::vector<double>& x, std::vector<double>& gradient) {
    gradient = {1 - 1 / x[0]};
    return x[0] > 0 ? x[0] - std::log(x[0]) : std::numeric_limits<double>::quiet_NaN();
  };
  const Minimum minimum = minimise(function, {5}, 100, 10);
  EXPECT_NEAR(minimum.at[0], 1, 1e-2);
}

TEST(QuasiNewton, keeps_its_budget_and_never_gets_worse) {
  std::vector<double> gradient(2);
  double before = rosenbrock({-1.2, 1}, gradient);
  for (std::size_t budget = 1; budget < 40; ++budget) {
    const Minimum minimum = minimise(rosenbrock, {-1.2, 1}, budget);
    EXPECT_LE(minimum.evaluations, budget);
    EXPECT_LE(minimum.value, before);
    before = minimum.value;
  }
}

TEST(QuasiNewton, no_step_is_longer_than_allowed) {
  std::vector<double> last{0};
  double longest = 0;
  const auto function = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    longest = std::max(longest, std::abs(x[0] - last[0]));
    last = x;
    gradient = {2 * (x[0] - 20)};
    return (x[0] - 20) * (x[0] - 20);
  };
  const Minimum minimum = minimise(function, {0}, 100, 0.5);
  EXPECT_NEAR(minimum.at[0], 20, 1e-2);
  EXPECT_LE(longest, 0.5 + 1e-12);
}

}  // namespace
}  // namespace picket::sim
