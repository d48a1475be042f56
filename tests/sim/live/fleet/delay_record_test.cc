#include "sim/live/fleet/delay_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

std::vector<double> drawn_delays(std::size_t n, double carried) {
  // Logarithms that follow x_(i+1) = carried * x_i + noise: their autocorrelation from one to the next is `carried`.
  RandomStream random(7, 0, 0, Purpose::kTest);
  std::vector<double> out;
  double x = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double noise = 0;  // a sum of twelve uniforms is normal enough
    for (int k = 0; k < 12; ++k) noise += random.uniform();
    x = carried * x + std::sqrt(1 - carried * carried) * (noise - 6);
    out.push_back(0.02 * std::exp(0.5 * x));
  }
  return out;
}

DelaySummary summary_of(const std::vector<double>& delays) {
  DelayRecord record;
  for (const double seconds : delays) record.add(Duration::from_seconds(seconds));
  return record.summary();
}

TEST(DelayRecord, of_nothing_is_all_zero) { EXPECT_EQ(DelayRecord().summary(), DelaySummary{}); }

TEST(DelayRecord, three_delays_by_hand) {
  // 1, 2 and 6 s: mean 3, squares about it 4 + 1 + 9, so the standard deviation is sqrt(7); the median is 2.
  const DelaySummary summary = summary_of({1, 2, 6});
  EXPECT_EQ(summary.count, 3U);
  EXPECT_DOUBLE_EQ(summary.mean, 3);
  EXPECT_DOUBLE_EQ(summary.sd, std::sqrt(7.0));
  EXPECT_DOUBLE_EQ(summary.least, 1);
  EXPECT_DOUBLE_EQ(summary.longest, 6);
  EXPECT_NEAR(summary.quantiles[2], 2, 0.01);
  EXPECT_NEAR(summary.mean_log, (std::log(2.0) + std::log(6.0)) / 3, 1e-12);
}

TEST(DelayRecord, quantiles_are_within_half_a_percent_of_the_sorted_values) {
  std::vector<double> delays = drawn_delays(5'000, 0);
  const DelaySummary summary = summary_of(delays);
  std::sort(delays.begin(), delays.end());
  for (std::size_t i = 0; i < kDelayQuantiles.size(); ++i) {
    const auto rank = static_cast<std::size_t>(std::ceil(kDelayQuantiles[i].share * static_cast<double>(delays.size())));
    // A microsecond for the rounding of Duration.
    EXPECT_NEAR(summary.quantiles[i], delays[rank - 1], 0.005 * delays[rank - 1] + 1e-6) << kDelayQuantiles[i].name;
  }
}

TEST(DelayRecord, the_autocorrelation_is_that_of_the_definition) {
  for (const double carried : {0.0, 0.8}) {
    const std::vector<double> delays = drawn_delays(4'000, carried);
    std::vector<double> logs;
    for (const double seconds : delays) logs.push_back(std::log(Duration::from_seconds(seconds).to_seconds()));
    double mean = 0;
    for (const double x : logs) mean += x / static_cast<double>(logs.size());
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < logs.size(); ++i) {
      squares += (logs[i] - mean) * (logs[i] - mean);
      if (i > 0) products += (logs[i] - mean) * (logs[i - 1] - mean);
    }
    const DelaySummary summary = summary_of(delays);
    EXPECT_NEAR(summary.lag_one_log, products / squares, 1e-9);
    EXPECT_NEAR(summary.lag_one_log, carried, 0.05) << "that they were drawn with";
    EXPECT_NEAR(summary.mean_log, mean, 1e-9);
    EXPECT_NEAR(summary.sd_log, std::sqrt(squares / (static_cast<double>(logs.size()) - 1)), 1e-9);
  }
}

TEST(DelayRecord, a_delay_of_nothing_and_one_beyond_the_last_bucket_are_counted) {
  DelayRecord record;
  record.add(Duration());
  record.add(Duration::days(30));
  const DelaySummary summary = record.summary();
  EXPECT_EQ(summary.count, 2U);
  EXPECT_DOUBLE_EQ(summary.least, 1e-6);
  EXPECT_DOUBLE_EQ(summary.longest, 30 * 86'400.0);
  for (const double quantile : summary.quantiles) EXPECT_LE(quantile, summary.longest);
}

}  // namespace
}  // namespace picket::sim
