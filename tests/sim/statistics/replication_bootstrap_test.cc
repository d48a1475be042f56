#include "sim/statistics/replication_bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/statistics/mean_interval.h"
#include "sim/statistics/quantile.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Interval kAnywhere{-kInfinity, kInfinity};

double restricted(double median, double s, double horizon) {
  const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  const double m = std::log(median);
  const double l = std::log(horizon);
  return std::exp(m + s * s / 2) * phi((l - m - s * s) / s) + horizon * (1 - phi((l - m) / s));
}

// 95 % are detectable, with a lognormal delay (median 5 s); the others count with the horizon of 300 s. 100 replications of one
// attack each: five misses or so, on which everything hangs.
TEST(BootstrapT, covers_a_restricted_mean_of_few_misses_better_than_student) {
  constexpr std::uint32_t kSamples = 500;
  constexpr double kHorizon = 300;
  const double truth = 0.95 * restricted(5, 1, kHorizon) + 0.05 * kHorizon;
  std::uint32_t student = 0;
  const double covered = simulated_share(20261215, kSamples, [&](RandomStream& random) {
    std::vector<double> seconds;
    for (int r = 0; r < 100; ++r) {
      const double t = random.lognormal(5, 1);
      seconds.push_back(random.chance(0.95) ? std::min(t, kHorizon) : kHorizon);
    }
    student += mean_interval(seconds).interval->contains(truth) ? 1 : 0;
    return bootstrap_t_interval(seconds, {.seed = 1, .resamples = 400}, {0, kHorizon}).interval->contains(truth);
  });
  EXPECT_GE(covered, 0.95 - three_errors(0.95, kSamples)) << "seed 20261215";
  EXPECT_GT(covered, static_cast<double>(student) / kSamples + 0.03) << "seed 20261215";
}

TEST(BootstrapT, covers_the_mean_of_a_skewed_measure) {
  constexpr std::uint32_t kSamples = 500;
  std::uint32_t student = 0;
  const double truth = std::exp(0.5);
  const double covered = simulated_share(20261216, kSamples, [&](RandomStream& random) {
    std::vector<double> values;
    for (int r = 0; r < 20; ++r) values.push_back(random.lognormal(1, 1));
    student += mean_interval(values).interval->contains(truth) ? 1 : 0;
    return bootstrap_t_interval(values, {.seed = 1, .resamples = 500}, kAnywhere).interval->contains(truth);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261216";
  EXPECT_GT(covered, static_cast<double>(student) / kSamples + 0.02) << "seed 20261216";
}

TEST(BootstrapT, covers_as_student_does_where_values_are_normal) {
  constexpr std::uint32_t kSamples = 500;
  const double covered = simulated_share(20261217, kSamples, [&](RandomStream& random) {
    std::vector<double> values;
    for (int r = 0; r < 20; ++r) values.push_back(3 + random.normal());
    return bootstrap_t_interval(values, {.seed = 1, .resamples = 500}, kAnywhere).interval->contains(3);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261217";
}

TEST(BootstrapT, is_the_same_for_the_same_key_alone) {
  const std::vector<double> values{3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
  const Interval one = *bootstrap_t_interval(values, {.seed = 7}, kAnywhere).interval;
  const Interval again = *bootstrap_t_interval(values, {.seed = 7}, kAnywhere).interval;
  EXPECT_EQ(one.low, again.low);
  EXPECT_EQ(one.high, again.high);
  EXPECT_NE(one.low, bootstrap_t_interval(values, {.seed = 8}, kAnywhere).interval->low);
  EXPECT_NE(one.low, bootstrap_t_interval(values, {.seed = 7, .measure = 1}, kAnywhere).interval->low);
  // Scale and shift carry over: the studentised mean knows neither.
  std::vector<double> shifted;
  for (const double v : values) shifted.push_back(1000 + 2 * v);
  const Interval moved = *bootstrap_t_interval(shifted, {.seed = 7}, kAnywhere).interval;
  EXPECT_NEAR(moved.low, 1000 + 2 * one.low, 1e-8);
  EXPECT_NEAR(moved.high, 1000 + 2 * one.high, 1e-8);
}

TEST(BootstrapT, stays_in_its_range_and_needs_five_replications) {
  const IntervalEstimate cut = bootstrap_t_interval(std::vector<double>{1, 0, 0, 0, 0, 0}, {}, {0, 1});
  EXPECT_GE(cut.interval->low, 0);
  EXPECT_LE(cut.interval->high, 1);
  EXPECT_FALSE(bootstrap_t_interval(std::vector<double>{1, 2, 3, 4}, {}, kAnywhere).interval);
  EXPECT_EQ(bootstrap_t_interval({}, {}, kAnywhere).n, 0U);
  const IntervalEstimate equal = bootstrap_t_interval(std::vector<double>(6, 0.1), {}, kAnywhere);
  EXPECT_EQ(equal.interval->low, equal.value);
  EXPECT_EQ(equal.interval->high, equal.value);
}

// A replication moves all its delays: ln T has variance 0.5^2 + 0.8^2, its 90 % quantile is 60 exp(1.281552 s).
TEST(BootstrapQuantile, covers_the_quantile_of_clustered_values) {
  constexpr std::uint32_t kSamples = 400;
  const double truth = 60 * std::exp(1.281552 * std::sqrt(0.89));
  const double covered = simulated_share(20261218, kSamples, [&](RandomStream& random) {
    std::vector<std::vector<double>> replications;
    for (int r = 0; r < 40; ++r) {
      const double median = random.lognormal(60, 0.5);
      replications.emplace_back();
      for (int u = 0; u < 10; ++u) replications.back().push_back(random.lognormal(median, 0.8));
    }
    return bootstrap_quantile_interval(replications, 0.9, {.seed = 1, .resamples = 500})->interval->contains(truth);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261218";
}

// Drawing every replication once gives the sample itself, so the value lies within the interval; and with one value each and
// all values equal there is one answer.
TEST(BootstrapQuantile, is_that_of_the_pooled_values) {
  const std::vector<std::vector<double>> replications{{4, 8}, {}, {1, 9, 3}, {7}, {2, 6}, {5, 10}};
  const auto out = bootstrap_quantile_interval(replications, 0.5, {});
  ASSERT_TRUE(out && out->interval);
  EXPECT_EQ(out->n, 5U);
  EXPECT_DOUBLE_EQ(out->value, sample_quantile({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.5));
  EXPECT_TRUE(out->interval->contains(out->value));
  EXPECT_GE(out->interval->low, 1);
  EXPECT_LE(out->interval->high, 10);
  const std::vector<std::vector<double>> equal(6, std::vector<double>{3});
  EXPECT_EQ(bootstrap_quantile_interval(equal, 0.9, {})->interval->high, 3);
  EXPECT_FALSE(bootstrap_quantile_interval(std::vector<std::vector<double>>(3), 0.5, {}));
  const std::vector<std::vector<double>> few(4, std::vector<double>{1, 2});
  EXPECT_FALSE(bootstrap_quantile_interval(few, 0.5, {})->interval);
}

}  // namespace
}  // namespace picket::sim
