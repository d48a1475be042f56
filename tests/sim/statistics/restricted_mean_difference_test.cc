#include "sim/statistics/restricted_mean_difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/statistics/reference_distributions.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// All of x at the horizon but one unit at 1 s in one replication, y at once: the difference is near the horizon, and its interval
// ends there.
TEST(RestrictedMeanDifference, never_leaves_the_horizon) {
  std::vector<SurvivalCluster> slow(5, {{100, false}});
  slow.front() = {{40, true}};
  const std::vector<SurvivalCluster> quick(5, {{1, true}});
  const PairedDifference paired = paired_restricted_mean_difference(slow, quick, 100);
  EXPECT_NEAR(paired.difference.value, 87, 1e-12);
  ASSERT_TRUE(paired.difference.interval.has_value());
  EXPECT_EQ(paired.difference.interval->high, 100);
  const WelchDifference welch = restricted_mean_difference(std::span<const SurvivalCluster>(slow), quick, 100);
  EXPECT_EQ(welch.difference.interval->high, 100);
}

// Replication means by hand: x 10, 20, 30, 40, 50 (two units each), y half of it; a sixth replication has no unit of y.
TEST(RestrictedMeanDifference, pairs_replications_that_have_units_of_both) {
  std::vector<SurvivalCluster> x;
  std::vector<SurvivalCluster> y;
  for (int r = 1; r <= 5; ++r) {
    x.push_back({{10.0 * r - 5, true}, {10.0 * r + 5, true}});
    y.push_back({{5.0 * r, true}});
  }
  x.push_back({{100, false}});
  y.emplace_back();
  const PairedDifference paired = paired_restricted_mean_difference(x, y, 100);
  EXPECT_EQ(paired.difference.n, 5U);
  EXPECT_NEAR(paired.difference.value, 15, 1e-12);
  // Differences 5, 10, 15, 20, 25: s^2 = 62.5.
  EXPECT_NEAR(paired.difference.interval->half_width(), student_t_factor(0.95, 4) * std::sqrt(62.5 / 5), 1e-9);
  const WelchDifference welch = restricted_mean_difference(std::span<const SurvivalCluster>(x), y, 100);
  EXPECT_NEAR(welch.difference.value, (150 + 100) / 6.0 - 15, 1e-12);
  EXPECT_EQ(welch.difference.n, 5U);
}

// For a lognormal T with median exp(m) and sigma s, E min(T, 300) is
// exp(m + s^2/2) Phi((ln 300 - m - s^2)/s) + 300 P(T > 300).
TEST(RestrictedMeanDifference, covers_the_truth) {
  constexpr double kHorizon = 300;
  const auto restricted = [](double median, double s) {
    const double m = std::log(median);
    const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
    const double l = std::log(kHorizon);
    return std::exp(m + s * s / 2) * phi((l - m - s * s) / s) + kHorizon * (1 - phi((l - m) / s));
  };
  // Both delays of a unit share a factor, and so do units of a replication: ln T has variance 0.5^2 + 0.6^2 + 0.3^2.
  const double truth = restricted(120, std::sqrt(0.7)) - restricted(60, std::sqrt(0.7));
  constexpr std::uint32_t kSamples = 2000;
  std::uint32_t welch_covers = 0;
  const double covered = simulated_share(20261214, kSamples, [&](RandomStream& random) {
    std::vector<SurvivalCluster> x;
    std::vector<SurvivalCluster> y;
    for (int r = 0; r < 20; ++r) {
      const double of_replication = random.lognormal(1, 0.5);
      SurvivalCluster a;
      SurvivalCluster b;
      for (int u = 0; u < 5; ++u) {
        const double of_unit = of_replication * random.lognormal(1, 0.6);
        const double ta = random.lognormal(120 * of_unit, 0.3);
        const double tb = random.lognormal(60 * of_unit, 0.3);
        a.push_back({std::min(ta, kHorizon), ta <= kHorizon});
        b.push_back({std::min(tb, kHorizon), tb <= kHorizon});
      }
      x.push_back(a);
      y.push_back(b);
    }
    const WelchDifference welch = restricted_mean_difference(std::span<const SurvivalCluster>(x), y, kHorizon);
    welch_covers += welch.difference.interval->contains(truth) ? 1 : 0;
    return paired_restricted_mean_difference(x, y, kHorizon).difference.interval->contains(truth);
  });
  EXPECT_NEAR(covered, 0.95, three_errors(0.95, kSamples)) << "seed 20261214";
  // Taking pairs for unpaired is safe, and wasteful.
  EXPECT_GT(static_cast<double>(welch_covers) / kSamples, 0.99) << "seed 20261214";
}

}  // namespace
}  // namespace picket::sim
