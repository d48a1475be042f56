#include "pipeline_core/learn/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(PoissonUpperBound, equals_published_exact_limits) {
  // Half of the 90 % point of chi-squared with 2 (c + 1) degrees, upper 5 %: Garwood 1936, as tabulated.
  const std::pair<std::uint64_t, double> table[] = {{0, 2.996},  {1, 4.744},   {2, 6.296},  {3, 7.754},
                                                    {5, 10.513}, {10, 16.962}, {50, 63.287}};
  for (const auto& [events, bound] : table) EXPECT_NEAR(poisson_upper_bound(events, 1), bound, 2e-3) << events;
  EXPECT_NEAR(poisson_upper_bound(0, 300), 3.0 / 300, 1e-4);  // the rule of three
  EXPECT_NEAR(poisson_upper_bound(100'000, 1), 100'000 + 1.645 * std::sqrt(100'000), 5);
}

TEST(PoissonUpperBound, covers_the_truth_in_95_of_100) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (const double mean : {0.5, 3.0, 12.0}) {
    int covered = 0;
    for (int i = 0; i < 4000; ++i) covered += poisson_upper_bound(random.poisson(mean), 1) >= mean ? 1 : 0;
    EXPECT_GE(covered, 3758) << mean;  // exact or more: 3,800 less three deviations
  }
}

BenignScores exponential(int maxima, double device_days, std::uint32_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  BenignScores scores;
  scores.device_days = device_days;
  for (int i = 0; i < maxima; ++i) scores.maxima.push_back(random.exponential(1));
  return scores;
}

TEST(Calibrate, meets_the_budget_exactly_and_lets_no_tie_break_it) {
  BenignScores scores;
  scores.device_days = 100;
  for (int i = 0; i < 1000; ++i) scores.maxima.push_back(i);
  const auto threshold = calibrate(scores, 0.05);
  EXPECT_EQ(threshold.alert_above, 994);  // 995 to 999 alert
  EXPECT_EQ(threshold.calibration.alerts, 5u);
  EXPECT_TRUE(threshold.rate_supported);
  scores.maxima.assign(1000, 7);
  EXPECT_EQ(calibrate(scores, 0.05).calibration.alerts, 0u);
}

TEST(Calibrate, says_when_the_exposure_cannot_carry_a_rate) {
  const auto threshold = calibrate(exponential(100, 10, 1), 0.01);
  EXPECT_FALSE(threshold.rate_supported);
  EXPECT_EQ(threshold.calibration.alerts, 0u);
  EXPECT_NEAR(threshold.calibration.upper_bound(), 0.2996, 1e-3);
  EXPECT_TRUE(calibrate(exponential(100, 300, 1), 0.01).rate_supported);
}

TEST(Calibrate, holds_on_separate_benign_life) {
  // 2,000 device-days of 24 chances each at 0.05 a day: quantile 1 - 0.05 / 24 of the exponential is log(480).
  const auto threshold = calibrate(exponential(48'000, 2'000, 1), 0.05);
  EXPECT_NEAR(threshold.alert_above, std::log(480.0), 0.35);
  const FalseAlerts apart = false_alerts(exponential(48'000, 2'000, 2), threshold.alert_above);
  EXPECT_NEAR(apart.rate(), 0.05, 0.025);  // two counts of 100
  EXPECT_GT(apart.upper_bound(), apart.rate());
}

TEST(Calibrate, the_tail_reaches_beyond_the_exposure_on_scores_of_its_kind) {
  // 100 device-days carry 0.03 a day; the tail of an exponential reaches 0.001: log(24 / 0.001).
  double sum = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const auto threshold = tail_threshold(exponential(2'400, 100, seed), 0.001);
    EXPECT_FALSE(threshold.rate_supported);
    sum += threshold.alert_above;
  }
  EXPECT_NEAR(sum / 20, std::log(24'000.0), 1);
  const BenignScores few = exponential(20, 1, 1);
  EXPECT_EQ(tail_threshold(few, 0.5).alert_above, calibrate(few, 0.5).alert_above);
}

TEST(Calibrate, a_budget_beyond_all_chances_alerts_on_everything) {
  const BenignScores scores = exponential(10, 1, 1);
  EXPECT_EQ(calibrate(scores, 20).calibration.alerts, 10u);
}

TEST(AreaUnderCurve, equals_all_pairs_and_the_closed_form) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  std::vector<double> benign;
  std::vector<double> attacks;
  for (int i = 0; i < 500; ++i) {
    benign.push_back(std::round(4 * random.normal()) / 4);  // ties
    attacks.push_back(std::round(4 * (1 + random.normal())) / 4);
  }
  double wins = 0;
  for (const double a : attacks) {
    for (const double b : benign) wins += a > b ? 1 : a == b ? 0.5 : 0;
  }
  EXPECT_NEAR(area_under_curve(benign, attacks), wins / 250'000, 1e-12);
  // Two normals one deviation apart: Phi(1 / sqrt 2) = 0.760.
  EXPECT_NEAR(area_under_curve(benign, attacks), 0.760, 0.05);
}

TEST(TruePositiveRate, counts_what_is_strictly_above) {
  const std::vector<double> attacks{1, 2, 2, 3};
  EXPECT_EQ(true_positive_rate(attacks, 2), 0.25);
  EXPECT_EQ(true_positive_rate(attacks, 0), 1);
}

}  // namespace
}  // namespace picket
