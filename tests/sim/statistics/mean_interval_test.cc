// Expectation by hand: 1..5 has mean 3, s^2 = 2.5, se = sqrt(0.5) = 0.70711, t(4, 0.975) = 2.77645,
// so the interval is 3 +- 1.96324.
#include "sim/statistics/mean_interval.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

TEST(MeanInterval, gives_students_t_interval) {
  const IntervalEstimate estimate = mean_interval(std::vector<double>{1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(estimate.value, 3);
  ASSERT_TRUE(estimate.interval);
  EXPECT_NEAR(estimate.interval->low, 3 - 1.9632432, 1e-6);
  EXPECT_NEAR(estimate.interval->high, 3 + 1.9632432, 1e-6);
  EXPECT_EQ(estimate.n, 5U);
}

TEST(MeanInterval, gives_no_interval_below_five_replications) {
  const IntervalEstimate estimate = mean_interval(std::vector<double>{1, 2, 3, 4});
  EXPECT_DOUBLE_EQ(estimate.value, 2.5);
  EXPECT_FALSE(estimate.interval);
  EXPECT_EQ(mean_interval({}).n, 0U);
}

TEST(MeanInterval, has_no_width_for_constant_values) {
  const IntervalEstimate estimate = mean_interval(std::vector<double>(6, 0.1));
  ASSERT_TRUE(estimate.interval);
  EXPECT_NEAR(estimate.interval->half_width(), 0, 1e-15);
}


// 2000 samples: binomial standard error of 0.95 is 0.0049, tolerance three of them.
TEST(MeanInterval, covers_the_truth_as_often_as_it_says) {
  for (const std::uint32_t n : {5U, 10U, 30U}) {
    int covered = 0;
    for (std::uint32_t sample = 0; sample < 2000; ++sample) {
      RandomStream random(20250101, sample, n, Purpose::kTest);
      std::vector<double> values(n);
      for (double& x : values) x = 7 + 3 * random.normal();
      covered += mean_interval(values).interval->contains(7) ? 1 : 0;
    }
    EXPECT_NEAR(covered / 2000.0, 0.95, 0.0147) << "seed 20250101, n " << n;
  }
}

}  // namespace
}  // namespace picket::sim
