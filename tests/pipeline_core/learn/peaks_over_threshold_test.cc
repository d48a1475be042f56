#include "pipeline_core/learn/peaks_over_threshold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

/// By inversion: scale / shape * (u^-shape - 1), for shape 0 -scale log u.
std::vector<double> sample(double shape, double scale, int n, std::uint32_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  std::vector<double> y;
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    y.push_back(shape == 0 ? -scale * std::log(u) : scale / shape * (std::pow(u, -shape) - 1));
  }
  return y;
}

double true_quantile(double shape, double scale, double q) {
  return shape == 0 ? -scale * std::log(q) : scale / shape * (std::pow(q, -shape) - 1);
}

TEST(GeneralisedPareto, likelihood_finds_the_parameters_of_samples) {
  // Standard errors of the estimate: shape (1 + shape) / sqrt(n), scale about scale sqrt(2 (1 + shape) / n).
  for (const double shape : {-0.4, -0.2, 0.0, 0.2, 0.5, 0.9}) {
    for (const double scale : {0.01, 1.0, 250.0}) {
      const int n = 5'000;
      const auto fit = fit_by_likelihood(sample(shape, scale, n, 1));
      EXPECT_NEAR(fit.shape, shape, 4 * (1 + shape) / std::sqrt(n)) << shape << ' ' << scale;
      EXPECT_NEAR(fit.scale / scale, 1, 4 * std::sqrt(2 * (1 + shape) / n)) << shape << ' ' << scale;
    }
  }
}

TEST(GeneralisedPareto, moments_are_exact_where_the_distribution_has_them) {
  // Mean scale / (1 - shape), variance scale^2 / ((1 - shape)^2 (1 - 2 shape)).
  for (const double shape : {-0.5, 0.0, 0.2, 0.4}) {
    const double mean = 3 / (1 - shape);
    const auto fit = fit_by_moments(mean, mean * mean / (1 - 2 * shape));
    EXPECT_NEAR(fit.shape, shape, 1e-12);
    EXPECT_NEAR(fit.scale, 3, 1e-12);
  }
  EXPECT_EQ(fit_by_moments(2, 0).scale, 2);  // all excesses equal: taken as exponential
}

TEST(GeneralisedPareto, likelihood_of_few_or_equal_excesses_is_exponential) {
  const std::vector<double> equal{2, 2, 2};
  EXPECT_EQ(fit_by_likelihood(equal).shape, 0);
  EXPECT_EQ(fit_by_likelihood(equal).scale, 2);
}

TEST(GeneralisedPareto, quantile_is_the_closed_form) {
  // 1 % of scores pass 10; of these 1 in 1,000 pass the 1e-5 quantile: 10 + 2 log(1000).
  EXPECT_NEAR(tail_quantile({0, 2}, 10, 1e-5, 10'000, 100), 10 + 2 * std::log(1000), 1e-9);
  EXPECT_NEAR(tail_quantile({0.25, 2}, 10, 1e-5, 10'000, 100), 10 + 2 / 0.25 * (std::pow(1e-3, -0.25) - 1), 1e-9);
  EXPECT_NEAR(tail_quantile({1e-12, 2}, 10, 1e-5, 10'000, 100), tail_quantile({0, 2}, 10, 1e-5, 10'000, 100), 1e-6);
}

TEST(Spot, alarms_at_the_asked_rate_on_exponential_and_heavier_scores) {
  for (const double shape : {0.0, 0.2}) {
    const double q = 1e-3;
    Spot spot(sample(shape, 1, 20'000, 1), q);
    EXPECT_NEAR(spot.alarm_above() / true_quantile(shape, 1, q), 1, 0.1) << shape;
    int alarms = 0;
    for (const double score : sample(shape, 1, 500'000, 2)) alarms += spot.step(score) == Spot::Verdict::kAlarm ? 1 : 0;
    // 500 expected.
    EXPECT_NEAR(alarms, 500, 125) << shape;
    EXPECT_NEAR(spot.alarm_above() / true_quantile(shape, 1, q), 1, 0.05) << shape;
  }
}

TEST(Spot, is_moved_by_alarms_by_no_more_than_their_expected_number) {
  // q n = 0.5 to begin with: a flood of 1,000 alarms may teach nothing, whatever their values.
  Spot spot(sample(0, 1, 5'000, 1), 1e-4);
  const double before = spot.alarm_above();
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(spot.step(1000), Spot::Verdict::kAlarm);
  EXPECT_EQ(spot.alarm_above(), before);
  for (const double score : sample(0, 1, 50'000, 2)) spot.step(score);
  EXPECT_NEAR(spot.alarm_above() / -std::log(1e-4), 1, 0.15);
}

TEST(DriftSpot, follows_a_level_that_spot_takes_for_an_attack) {
  RandomStream random(5, 0, 0, Purpose::kTest);
  std::vector<double> benign;
  for (int i = 0; i < 10'000; ++i) benign.push_back(random.normal());
  Spot spot(benign, 1e-4);
  DriftSpot drift(benign, 1e-4, 0.05);
  int spot_alarms = 0;
  int drift_alarms = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double score = i * 1e-3 + random.normal();  // ends 20 deviations up
    spot_alarms += spot.step(score) == Spot::Verdict::kAlarm ? 1 : 0;
    drift_alarms += drift.step(score) == Spot::Verdict::kAlarm ? 1 : 0;
  }
  EXPECT_GT(spot_alarms, 10'000);
  EXPECT_LT(drift_alarms, 12);  // 2 expected
  EXPECT_EQ(drift.step(drift.mean() + 20), Spot::Verdict::kAlarm);
}

}  // namespace
}  // namespace picket
