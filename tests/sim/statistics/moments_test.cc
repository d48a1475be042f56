// By hand: x = 1 2 4, mean 7/3, variance ((16 + 1 + 25) / 9) / 2 = 7/3; y = 2x + 1 has covariance
// 2 * 7/3 with x.
#include "sim/statistics/moments.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

TEST(Moments, are_unbiased) {
  const std::vector<double> x{1, 2, 4};
  const std::vector<double> y{3, 5, 9};
  EXPECT_DOUBLE_EQ(mean(x), 7.0 / 3);
  EXPECT_NEAR(sample_variance(x), 7.0 / 3, 1e-15);
  EXPECT_NEAR(sample_covariance(x, y), 14.0 / 3, 1e-15);
}

TEST(Moments, sum_without_losing_small_values) {
  EXPECT_DOUBLE_EQ(exact_sum(std::vector<double>{1e16, 1, -1e16, 1}), 2);
  EXPECT_EQ(exact_sum({}), 0);
}

// A large offset would swallow the variance if it were taken from sums of squares.
TEST(Moments, keep_the_variance_of_values_far_from_zero) {
  RandomStream random(20250111, 0, 0, Purpose::kTest);
  std::vector<double> near(1000);
  std::vector<double> far(1000);
  for (std::size_t i = 0; i < near.size(); ++i) {
    near[i] = static_cast<double>(random.below(1024)) / 1024;
    far[i] = near[i] + 1e9;
  }
  EXPECT_NEAR(sample_variance(far) / sample_variance(near), 1, 1e-6) << "seed 20250111";
}

}  // namespace
}  // namespace picket::sim
