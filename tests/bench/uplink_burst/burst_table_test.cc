#include "tests/bench/uplink_burst/burst_table.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

std::vector<double> one_to(int n) {
  std::vector<double> values;
  for (int i = n; i >= 1; --i) values.push_back(i);
  return values;
}

// Definition 8: position (n + 1/3) p + 1/3 among the sorted values.
TEST(BurstTable, has_the_quantiles_of_a_replication) {
  const BurstQuantiles q = burst_quantiles(one_to(100));
  EXPECT_NEAR(q[0], 50.5, 1e-9);
  EXPECT_NEAR(q[1], 90.0 + 19.0 / 30, 1e-9);
  EXPECT_NEAR(q[2], 99.0 + 199.0 / 300, 1e-9);
}

// By hand: 1 - 2 P(Binomial(n, 1/2) < r).
TEST(BurstTable, takes_the_median_and_the_narrowest_order_statistics_that_cover_it) {
  const MedianInterval six = median_interval(one_to(6));
  EXPECT_DOUBLE_EQ(six.median, 3.5);
  EXPECT_DOUBLE_EQ(six.low, 1);
  EXPECT_DOUBLE_EQ(six.high, 6);
  EXPECT_DOUBLE_EQ(six.coverage, 1 - 2.0 / 64);
  const MedianInterval ten = median_interval(one_to(10));
  EXPECT_DOUBLE_EQ(ten.low, 2);
  EXPECT_DOUBLE_EQ(ten.high, 9);
  EXPECT_DOUBLE_EQ(ten.coverage, 1 - 2 * 11.0 / 1'024);
  const MedianInterval twenty = median_interval(one_to(20));
  EXPECT_DOUBLE_EQ(twenty.low, 6);
  EXPECT_DOUBLE_EQ(twenty.high, 15);
  EXPECT_NEAR(twenty.coverage, 0.9586, 5e-5);
}

TEST(BurstTable, says_that_few_replications_cover_little) {
  EXPECT_DOUBLE_EQ(median_interval({7}).coverage, 0);
  EXPECT_DOUBLE_EQ(median_interval(one_to(5)).coverage, 0.9375);
  EXPECT_DOUBLE_EQ(median_interval(one_to(5)).high, 5);
}

// The truth is 0.5; 3 standard errors of a share of 0.9785 in 2,000 are 0.0097.
TEST(BurstTable, covers_the_true_median_as_often_as_it_says) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  int covered = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::vector<double> values(10);
    for (double& value : values) value = random.uniform();
    const MedianInterval interval = median_interval(values);
    if (interval.low <= 0.5 && 0.5 <= interval.high) ++covered;
  }
  EXPECT_NEAR(covered / 2'000.0, 1 - 2 * 11.0 / 1'024, 0.0097);
}

TEST(BurstTable, agrees_only_where_the_whole_interval_does) {
  const auto of = [](double low, double high) { return agreement({.median = (low + high) / 2, .low = low, .high = high}); };
  EXPECT_EQ(of(0.91, 1.09), BurstAgreement::kTenPercent);
  EXPECT_EQ(of(0.89, 1.09), BurstAgreement::kQuarter);
  EXPECT_EQ(of(0.76, 1.24), BurstAgreement::kQuarter);
  EXPECT_EQ(of(0.70, 0.80), BurstAgreement::kUnclear);
  EXPECT_EQ(of(0.40, 2.00), BurstAgreement::kUnclear);
  EXPECT_EQ(of(0.40, 0.74), BurstAgreement::kNot);
  EXPECT_EQ(of(1.26, 9.00), BurstAgreement::kNot);
}

BurstComparison sample_comparison() {
  return {.setting = {.devices = 10, .body_bytes = 10'000, .within_seconds = 1, .loss_ratio = 0.001, .connected_before = false},
          .ns3 = {{0.1, 0.2, 1.5}, {0.2, 0.2, 1.5}},
          .fifo = {{0.1, 0.2, 0.3}, {0.2, 0.2, 0.3}},
          .fair = {{0.12, 0.24, 12.5}, {0.24, 0.24, 12.5}}};
}

TEST(BurstTable, writes_a_row_for_each_quantile) {
  EXPECT_EQ(full_table({sample_comparison()}),
            "| Devices | Body | Within | Connection | Loss | | ns-3, s | fifo, s | fifo / ns-3 | | fair, s | fair / ns-3 | |\n"
            "|---:|---:|---:|---|---:|---|---:|---:|---:|---|---:|---:|---|\n"
            "| 10 | 10 kB | 1 s | opened | 0.1 % | p50 | 0.150 [0.100, 0.200] | 0.150 | 1.00 [1.00, 1.00] | 10 % | 0.180 | "
            "1.20 [1.20, 1.20] | 25 % |\n"
            "| 10 | 10 kB | 1 s | opened | 0.1 % | p90 | 0.200 [0.200, 0.200] | 0.200 | 1.00 [1.00, 1.00] | 10 % | 0.240 | "
            "1.20 [1.20, 1.20] | 25 % |\n"
            "| 10 | 10 kB | 1 s | opened | 0.1 % | p99 | 1.50 [1.50, 1.50] | 0.300 | 0.20 [0.20, 0.20] | no | 12.5 | "
            "8.33 [8.33, 8.33] | no |\n");
}

TEST(BurstTable, writes_a_row_for_each_setting_when_short) {
  EXPECT_EQ(short_table({sample_comparison()}),
            "| Devices | Body | Within | Connection | Loss | ns-3, s | fifo, s | fifo / ns-3 | | fair, s | fair / ns-3 | |\n"
            "|---:|---:|---:|---|---:|---|---|---|---|---|---|---|\n"
            "| 10 | 10 kB | 1 s | opened | 0.1 % | 0.150 / 0.200 / 1.50 | 0.150 / 0.200 / 0.300 | 1.00 / 1.00 / 0.20 | "
            "10 % / 10 % / no | 0.180 / 0.240 / 12.5 | 1.20 / 1.20 / 8.33 | 25 % / 25 % / no |\n");
}

}  // namespace
}  // namespace picket::sim
