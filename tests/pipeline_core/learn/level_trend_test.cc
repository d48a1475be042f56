#include "pipeline_core/learn/level_trend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

/// Weighted mean and variance in two passes, from the weights that the recursion gives each value.
struct Naive {
  double mean = 0;
  double variance = 0;
};
Naive naive(const std::vector<double>& x, double weight) {
  std::vector<double> w(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = std::max(weight, 1.0 / (static_cast<double>(i) + 1));
    for (std::size_t j = 0; j < i; ++j) w[j] *= 1 - a;
    w[i] = a;
  }
  Naive result;
  for (std::size_t i = 0; i < x.size(); ++i) result.mean += w[i] * x[i];
  for (std::size_t i = 0; i < x.size(); ++i) result.variance += w[i] * (x[i] - result.mean) * (x[i] - result.mean);
  return result;
}

TEST(LevelTrend, equals_the_two_pass_mean_and_variance_of_all_weights) {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    LevelSettings settings;
    settings.weight = 0.02;
    settings.clip = 1e9;
    LevelTrend trend;
    std::vector<double> x;
    std::vector<double> squares;
    for (std::uint32_t n = 0; n < 400; ++n) {
      x.push_back(5 + random.normal());
      trend.learn(x.back(), n, settings);
      if (n > 0) squares.push_back((x[n] - x[n - 1]) * (x[n] - x[n - 1]));
      if (n % 37 != 36) continue;
      const Naive truth = naive(x, settings.weight);
      ASSERT_NEAR(trend.mean(), truth.mean, 1e-4) << "seed " << seed << " n " << n;
      ASSERT_NEAR(trend.variance(), truth.variance, 1e-4) << "seed " << seed << " n " << n;
      ASSERT_NEAR(trend.difference_variance(), naive(squares, settings.weight).mean, 1e-4) << "seed " << seed;
    }
  }
}

TEST(LevelTrend, standardises_by_variance_and_floor_in_squares) {
  // Values 1 and 3 in turn: mean 2, variance 1, differences of 2. Floor 0.75: deviation 1.25.
  LevelSettings settings;
  settings.weight = 1e-9;
  settings.deviation_floor = 0.75;
  LevelTrend trend;
  for (std::uint32_t n = 0; n < 1000; ++n) trend.learn(n % 2 == 0 ? 1 : 3, n, settings);
  EXPECT_NEAR(trend.residual(4.5, settings).level, 2, 1e-3);
  EXPECT_NEAR(trend.residual(4.5, settings).difference, 1.5 / std::sqrt(4 + 0.75 * 0.75), 1e-3);
}

TEST(LevelTrend, is_moved_by_one_window_by_clip_deviations_at_most) {
  LevelSettings settings;
  RandomStream random(3, 0, 0, Purpose::kTest);
  LevelTrend trend;
  std::uint32_t n = 0;
  for (; n < 200; ++n) trend.learn(random.normal(), n, settings);
  const double before = trend.mean();
  const double deviation = std::sqrt(trend.variance() + settings.deviation_floor * settings.deviation_floor);
  trend.learn(1e6, n, settings);
  EXPECT_NEAR(trend.mean() - before, settings.weight * settings.clip * deviation, 1e-5);
}

TEST(LevelTrend, a_step_is_one_difference_and_a_lasting_level) {
  LevelSettings settings;
  LevelTrend trend;
  for (std::uint32_t n = 0; n < 100; ++n) trend.learn(1, n, settings);
  EXPECT_GT(trend.residual(5, settings).difference, 10);
  trend.pass(5);
  EXPECT_NEAR(trend.residual(5, settings).difference, 0, 1e-9);
  EXPECT_GT(trend.residual(5, settings).level, 10);
}

}  // namespace
}  // namespace picket
