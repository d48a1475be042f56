// Running means of 1, 3, 5, 7, 9: 1, 2, 3, 4, 5; an interval at five, of half-width t(4) s / sqrt(5) = 2.776 x 1.4142 = 3.926.

#include "reports/sweep_convergence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket {
namespace {

TEST(SweepConvergence, gives_the_mean_of_the_first_n_and_an_interval_from_five_on) {
  PointMeasure measure;
  measure.per_replication = {1, 3, std::nan(""), 5, 7, 9};
  const std::vector<RunningMean> means = running_means(measure);
  ASSERT_EQ(means.size(), 5U);
  for (std::size_t i = 0; i < means.size(); ++i) {
    EXPECT_EQ(means[i].n, i + 1);
    EXPECT_NEAR(means[i].mean, static_cast<double>(i + 1), 1e-12);
  }
  EXPECT_FALSE(means[3].interval);
  ASSERT_TRUE(means[4].interval);
  EXPECT_NEAR(means[4].interval->half_width(), 3.926, 1e-3);
  // 5 (3.926 / (0.5 x 5))^2 = 12.3
  EXPECT_EQ(replications_for(means[4], 0.5).value(), 13);
  EXPECT_FALSE(replications_for(means[3], 0.5));
}

TEST(SweepConvergence, many_replications_are_thinned_with_both_ends) {
  PointMeasure measure;
  measure.per_replication.assign(1000, 2.0);
  const std::vector<RunningMean> means = running_means(measure);
  ASSERT_EQ(means.size(), kMostRunningMeans);
  EXPECT_EQ(means.front().n, 1U);
  EXPECT_EQ(means.back().n, 1000U);
  EXPECT_TRUE(running_means(PointMeasure()).empty());
}

// Student's t of 0, 0, 0, 0, 1 is 0.2 +- 0.555, of bytes 0 to 4 times as much.
TEST(SweepConvergence, no_interval_leaves_where_the_measure_lies) {
  PointMeasure share;
  share.name = "detected_by_deadline";
  share.per_replication = {0, 0, 0, 0, 1};
  const sim::Interval of_share = running_means(share).back().interval.value();
  EXPECT_GT(of_share.low, 0);
  EXPECT_LT(of_share.high, 1);
  for (const char* name : {"p_miss_within_3600_seconds.mirai", "p_miss.mirai", "evidence_share"}) {
    share.name = name;
    EXPECT_EQ(running_means(share).back().interval->low, of_share.low) << name;
    EXPECT_EQ(running_means(share).back().interval->high, of_share.high) << name;
  }
  PointMeasure bytes;
  bytes.name = "uplink_bytes_per_device_day";
  bytes.per_replication = {0, 0, 0, 0, 4};
  EXPECT_EQ(running_means(bytes).back().interval->low, 0);
  EXPECT_NEAR(running_means(bytes).back().interval->high, 0.8 + 4 * 0.5553, 1e-3);
}

}  // namespace
}  // namespace picket
