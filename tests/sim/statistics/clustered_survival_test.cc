#include "sim/statistics/clustered_survival.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

constexpr double kTenMinutes = 600;

/// Replications differ: the median delay of one is 60 s times a lognormal factor with sigma 0.5.
std::vector<SurvivalCluster> clustered_sample(std::uint32_t sample, int replications, int units) {
  RandomStream random(20250109, sample, static_cast<std::uint32_t>(replications), Purpose::kTest);
  std::vector<SurvivalCluster> clusters;
  for (int r = 0; r < replications; ++r) {
    const double median = random.lognormal(60, 0.5);
    SurvivalCluster cluster;
    for (int u = 0; u < units; ++u) {
      const double t = random.lognormal(median, 0.8);
      cluster.push_back({std::min(t, kTenMinutes), t <= kTenMinutes});
    }
    clusters.push_back(cluster);
  }
  return clusters;
}

// ln T is normal with variance 0.5^2 + 0.8^2, so P(T <= 60) = 1/2 and the median is 60 s.
TEST(ClusteredSurvival, covers_the_truth_where_pooled_units_do_not) {
  int band = 0;
  int pooled_band = 0;
  int median = 0;
  int probability = 0;
  int mean = 0;
  // E min(T, 600) for ln T normal(m, s^2): exp(m + s^2/2) Phi((ln 600 - m - s^2)/s) + 600 P(T > 600).
  const double m = std::log(60.0);
  const double variance = 0.25 + 0.64;
  const double s = std::sqrt(variance);
  const auto phi = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  const double late = 1 - phi((std::log(kTenMinutes) - m) / s);
  const double restricted = std::exp(m + variance / 2) * phi((std::log(kTenMinutes) - m - variance) / s) + kTenMinutes * late;
  const int samples = 600;
  for (std::uint32_t sample = 0; sample < samples; ++sample) {
    const std::vector<SurvivalCluster> clusters = clustered_sample(sample, 15, 20);
    const ClusteredSurvival survival = clustered_survival(clusters, kTenMinutes);
    SurvivalCluster pooled;
    for (const SurvivalCluster& cluster : clusters) pooled.insert(pooled.end(), cluster.begin(), cluster.end());
    band += survival.curve.band_at(60).contains(0.5) ? 1 : 0;
    pooled_band += KaplanMeier(pooled).band_at(60).contains(0.5) ? 1 : 0;
    median += survival.median->interval.contains(60) ? 1 : 0;
    probability += clustered_probability_by(clusters, 60).interval->contains(0.5) ? 1 : 0;
    mean += survival.restricted_mean_seconds.interval->contains(restricted) ? 1 : 0;
  }
  // Binomial standard error at 600 samples: 0.009; three of them, and a little for small R.
  EXPECT_NEAR(band / double{samples}, 0.95, 0.035) << "seed 20250109";
  EXPECT_NEAR(median / double{samples}, 0.95, 0.035) << "seed 20250109";
  EXPECT_NEAR(probability / double{samples}, 0.95, 0.035) << "seed 20250109";
  EXPECT_NEAR(mean / double{samples}, 0.95, 0.035) << "seed 20250109";
  EXPECT_LT(pooled_band / double{samples}, 0.75) << "seed 20250109";
}

// With one unit per replication clusters are units: the same curve, and a grouped variance between
// Greenwood's and R / (R - 1) = 20 / 19 times it (equal without censoring), so within 12 % of that.
TEST(ClusteredSurvival, reduces_to_kaplan_meier_with_one_unit_per_replication) {
  std::vector<SurvivalCluster> clusters;
  SurvivalCluster pooled;
  for (int i = 1; i <= 20; ++i) {
    clusters.push_back({{static_cast<double>(i), i % 4 != 0}});
    pooled.push_back(clusters.back().front());
  }
  const ClusteredSurvival survival = clustered_survival(clusters, 100);
  const KaplanMeier plain(pooled);
  ASSERT_EQ(survival.curve.steps().size(), plain.steps().size());
  for (std::size_t i = 0; i < plain.steps().size(); ++i) {
    EXPECT_EQ(survival.curve.steps()[i].survival, plain.steps()[i].survival);
    EXPECT_NEAR(survival.curve.steps()[i].log_variance, plain.steps()[i].log_variance * 20 / 19,
                0.12 * plain.steps()[i].log_variance);
  }
  EXPECT_EQ(survival.median->seconds, plain.quantile(0.5)->seconds);
}

TEST(ClusteredSurvival, band_is_never_narrower_than_that_of_independent_units) {
  for (std::uint32_t sample = 0; sample < 50; ++sample) {
    const std::vector<SurvivalCluster> clusters = clustered_sample(sample, 6, 4);
    SurvivalCluster pooled;
    for (const SurvivalCluster& cluster : clusters) pooled.insert(pooled.end(), cluster.begin(), cluster.end());
    const KaplanMeier plain(pooled);
    const ClusteredSurvival survival = clustered_survival(clusters, kTenMinutes);
    for (std::size_t i = 0; i < plain.steps().size(); ++i) {
      EXPECT_LE(survival.curve.steps()[i].band.low, plain.steps()[i].band.low) << "sample " << sample;
    }
  }
}

TEST(ClusteredSurvival, censors_at_the_horizon) {
  const std::vector<SurvivalCluster> clusters(6, SurvivalCluster{{10, true}, {700, true}});
  const ClusteredSurvival survival = clustered_survival(clusters, kTenMinutes);
  EXPECT_EQ(survival.units, 12U);
  EXPECT_EQ(survival.events, 6U);
  EXPECT_EQ(survival.probability.value, 0.5);
  EXPECT_EQ(survival.restricted_mean_seconds.value, (10 + kTenMinutes) / 2);
  EXPECT_FALSE(survival.p90);
}

TEST(ClusteredSurvival, gives_values_without_intervals_for_few_replications) {
  const std::vector<SurvivalCluster> clusters{{{10, true}}, {}, {{30, true}}};
  const ClusteredSurvival survival = clustered_survival(clusters, kTenMinutes);
  EXPECT_EQ(survival.replications, 2U);
  EXPECT_FALSE(survival.quantile_intervals);
  EXPECT_FALSE(survival.probability.interval);
  EXPECT_FALSE(survival.restricted_mean_seconds.interval);
  EXPECT_EQ(survival.restricted_mean_seconds.value, 20);
}

TEST(ClusteredSurvival, handles_no_units_at_all) {
  const ClusteredSurvival survival = clustered_survival({}, kTenMinutes);
  EXPECT_EQ(survival.units, 0U);
  EXPECT_FALSE(survival.median);
}

TEST(ClusteredSurvival, rates_leave_out_replications_without_units) {
  const std::vector<SurvivalCluster> clusters{{{10, true}, {20, true}}, {}, {{30, false}}};
  EXPECT_EQ(rates_by(clusters, 15), (std::vector<double>{0.5, 0}));
}

}  // namespace
}  // namespace picket::sim
