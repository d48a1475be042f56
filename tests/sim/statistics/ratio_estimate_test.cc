#include "sim/statistics/ratio_estimate.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

// With a constant denominator z the ratio is the mean of y divided by z, and so is its interval.
TEST(RatioEstimate, is_the_mean_interval_for_a_constant_denominator) {
  const std::vector<double> y{1, 2, 3, 4, 5};
  const IntervalEstimate ratio = ratio_estimate(y, std::vector<double>(5, 2.0));
  const IntervalEstimate average = mean_interval(y);
  EXPECT_DOUBLE_EQ(ratio.value, 1.5);
  EXPECT_NEAR(ratio.interval->low, average.interval->low / 2, 1e-12);
  EXPECT_NEAR(ratio.interval->high, average.interval->high / 2, 1e-12);
}

TEST(RatioEstimate, is_exact_when_both_are_proportional) {
  const IntervalEstimate ratio =
      ratio_estimate(std::vector<double>{2, 4, 6, 8, 10}, std::vector<double>{1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(ratio.value, 2);
  EXPECT_NEAR(ratio.interval->half_width(), 0, 1e-7);
}

TEST(RatioEstimate, is_not_moved_by_a_run_with_a_tiny_denominator) {
  const IntervalEstimate ratio =
      ratio_estimate(std::vector<double>{10, 10, 10, 10, 1}, std::vector<double>{10, 10, 10, 10, 0.001});
  EXPECT_NEAR(ratio.value, 41 / 40.001, 1e-12);
}

TEST(RatioEstimate, gives_no_interval_without_a_denominator) {
  const IntervalEstimate ratio = ratio_estimate(std::vector<double>(6, 1.0), std::vector<double>(6, 0.0));
  EXPECT_EQ(ratio.value, 0);
  EXPECT_FALSE(ratio.interval);
}

// z uniform in (5, 15), y = 0.3 z + noise: the interval is of first order, so 0.02 of slack.
TEST(RatioEstimate, covers_the_truth) {
  int covered = 0;
  for (std::uint32_t sample = 0; sample < 2000; ++sample) {
    RandomStream random(20250103, sample, 0, Purpose::kTest);
    std::vector<double> y(20);
    std::vector<double> z(20);
    for (std::size_t i = 0; i < y.size(); ++i) {
      z[i] = random.uniform(5, 15);
      y[i] = 0.3 * z[i] + 0.5 * random.normal();
    }
    covered += ratio_estimate(y, z).interval->contains(0.3) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.02) << "seed 20250103";
}

}  // namespace
}  // namespace picket::sim
