// Freireich's data: restricted means at 35 are 23.2874 (se 2.8275, R's survfit) and, all placebo patients having relapsed by
// then, their mean 182/21 with the standard error of a mean (divisor n).
#include "sim/statistics/restricted_mean_difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/statistics/reference_distributions.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(RestrictedMeanDifference, of_two_curves_adds_variances) {
  std::vector<SurvivalTime> treated;
  for (const double s : {6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0}) treated.push_back({s, true});
  for (const double s : {6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0}) treated.push_back({s, false});
  std::vector<SurvivalTime> placebo;
  double squares = 0;
  const double center = 182.0 / 21;
  for (const double s : {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23}) {
    placebo.push_back({s, true});
    squares += (s - center) * (s - center);
  }
  const CurveDifference out = restricted_mean_difference(KaplanMeier(treated), KaplanMeier(placebo), 35);
  const double error = std::sqrt(2.8275 * 2.8275 + squares / (21.0 * 21));
  EXPECT_NEAR(out.seconds, 23.2874 - center, 1e-4);
  EXPECT_NEAR(out.standard_error, error, 1e-4);
  EXPECT_NEAR(out.interval.low, out.seconds - 1.959964 * error, 1e-3);
  EXPECT_NEAR(out.interval.high, out.seconds + 1.959964 * error, 1e-3);
  EXPECT_NEAR(out.p_value, std::erfc(out.seconds / error / std::sqrt(2.0)), 1e-8);
}

TEST(RestrictedMeanDifference, never_leaves_the_horizon) {
  const std::vector<SurvivalTime> quick(3, SurvivalTime{1, true});
  std::vector<SurvivalTime> slow(3, SurvivalTime{100, false});
  slow.push_back({1, true});
  const CurveDifference out = restricted_mean_difference(KaplanMeier(slow), KaplanMeier(quick), 100);
  EXPECT_EQ(out.interval.high, 100);
  const CurveDifference none = restricted_mean_difference(KaplanMeier(quick), KaplanMeier(quick), 100);
  EXPECT_EQ(none.seconds, 0);
  EXPECT_EQ(none.p_value, 1);
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
