#include "sim/statistics/batch_means.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "sim/statistics/mean_interval.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// 23 values, 10 batches of two: the first three are left out.
TEST(BatchMeans, are_means_of_equal_stretches_up_to_the_end) {
  std::vector<double> values{900, 900, 900};
  std::vector<double> means;
  for (int b = 0; b < 10; ++b) {
    values.push_back(b);
    values.push_back(b + 1);
    means.push_back(b + 0.5);
  }
  const BatchMeans out = batch_means(values, 10);
  EXPECT_EQ(out.mean.n, 10U);
  EXPECT_DOUBLE_EQ(out.mean.value, 5);
  EXPECT_DOUBLE_EQ(out.mean.interval->low, mean_interval(means).interval->low);
  // 0.5 to 9.5: sum of products of neighbours 57.75 over sum of squares 82.5.
  EXPECT_NEAR(out.lag_1_correlation, 0.7, 1e-12);
  EXPECT_TRUE(out.correlated);
  EXPECT_FALSE(batch_means(std::vector<double>(50, 2.0), 10).correlated);
}

/// Waits of an M/M/1 queue at load 0.8 (service mean 1; mean wait in the queue 4), after 1,000 of warm-up.
std::vector<double> waits(RandomStream& random, int count) {
  std::vector<double> out;
  double wait = 0;
  for (int i = -1000; i < count; ++i) {
    if (i >= 0) out.push_back(wait);
    wait = std::max(0.0, wait + random.exponential(1) - random.exponential(1.25));
  }
  return out;
}

// Measured coverage with 10 batches: 0.937 of 25,000 waits. 30 batches of 50 waits are far from independent, and say so.
TEST(BatchMeans, cover_when_the_run_is_long_and_warn_when_it_is_short) {
  constexpr std::uint32_t kSamples = 200;
  const double long_run = simulated_share(20261229, kSamples, [](RandomStream& random) {
    return batch_means(waits(random, 25'000), 10).mean.interval->contains(4);
  });
  EXPECT_NEAR(long_run, 0.937, three_errors(0.937, kSamples)) << "seed 20261229";
  std::uint32_t covers = 0;
  const double warned = simulated_share(20261230, kSamples, [&](RandomStream& random) {
    const BatchMeans out = batch_means(waits(random, 1500), 30);
    covers += out.mean.interval->contains(4) ? 1 : 0;
    return out.correlated;
  });
  EXPECT_LT(static_cast<double>(covers) / kSamples, 0.85) << "seed 20261230";
  EXPECT_GT(warned, 0.5) << "seed 20261230";
}

TEST(BatchMeansDeathTest, wants_10_to_30_batches) {
  EXPECT_DEATH(batch_means(std::vector<double>(100, 1.0), 9), "batches");
  EXPECT_DEATH(batch_means(std::vector<double>(100, 1.0), 31), "batches");
  EXPECT_DEATH(batch_means(std::vector<double>(5, 1.0), 10), "values");
}

}  // namespace
}  // namespace picket::sim
