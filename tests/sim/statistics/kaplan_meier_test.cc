// Freireich's leukaemia trial, values of R 4.2.2 with survival 3.5-3:
// survfit(Surv(time, status) ~ 1, conf.type = "log-log") for the 6-MP and the placebo arm.
#include "sim/statistics/kaplan_meier.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/statistics/freireich.h"

namespace picket::sim {
namespace {

using test::placebo;
using test::six_mp;

TEST(KaplanMeier, agrees_with_r_on_freireich) {
  const KaplanMeier curve(six_mp());
  const double times[] = {6, 7, 10, 13, 16, 22, 23};
  const double survival[] = {0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482};
  const double errors[] = {0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346};
  ASSERT_EQ(curve.steps().size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) {
    const SurvivalStep& step = curve.steps()[i];
    EXPECT_EQ(step.seconds, times[i]);
    EXPECT_NEAR(step.survival, survival[i], 5e-5);
    EXPECT_NEAR(step.survival * std::sqrt(step.log_variance), errors[i], 5e-5);
  }
  EXPECT_EQ(curve.units(), 21U);
  EXPECT_EQ(curve.events(), 9U);
}

TEST(KaplanMeier, gives_brookmeyer_and_crowleys_median) {
  const std::optional<SurvivalQuantile> median = KaplanMeier(six_mp()).quantile(0.5);
  ASSERT_TRUE(median);
  EXPECT_EQ(median->seconds, 23);
  EXPECT_EQ(median->interval.low, 13);
  EXPECT_TRUE(std::isinf(median->interval.high));
  const std::optional<SurvivalQuantile> other = KaplanMeier(placebo()).quantile(0.5);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->seconds, 8);
  EXPECT_EQ(other->interval.low, 4);
  EXPECT_EQ(other->interval.high, 11);
}

TEST(KaplanMeier, has_no_quantile_that_the_curve_does_not_reach) {
  EXPECT_FALSE(KaplanMeier(six_mp()).quantile(0.9));
}

TEST(KaplanMeier, gives_the_restricted_mean_with_its_error) {
  const RestrictedMean mean = KaplanMeier(six_mp()).restricted_mean(35);
  EXPECT_NEAR(mean.seconds, 23.2874, 5e-5);
  EXPECT_NEAR(mean.standard_error, 2.8275, 5e-5);
  EXPECT_NEAR(KaplanMeier(placebo()).restricted_mean(35).seconds, 8.67, 5e-3);
}

// Without censoring before the horizon the curve is the empirical distribution and Greenwood's
// variance the binomial one.
TEST(KaplanMeier, is_the_binomial_when_all_censoring_is_at_the_horizon) {
  std::vector<SurvivalTime> units;
  for (int i = 1; i <= 30; ++i) units.push_back({static_cast<double>(i), true});
  for (int i = 0; i < 10; ++i) units.push_back({100, false});
  const KaplanMeier curve(units);
  EXPECT_NEAR(curve.survival_at(50), 0.25, 1e-12);
  const double s = curve.survival_at(20);
  EXPECT_NEAR(s, 0.5, 1e-12);
  EXPECT_NEAR(s * s * curve.steps()[19].log_variance, s * (1 - s) / 40, 1e-12);
  EXPECT_EQ(curve.quantile(0.5)->seconds, 20);
}

TEST(KaplanMeier, keeps_a_band_where_nobody_is_left) {
  const KaplanMeier curve(placebo());
  const SurvivalStep& last = curve.steps().back();
  EXPECT_EQ(last.survival, 0);
  EXPECT_EQ(last.band.low, 0);
  EXPECT_GT(last.band.high, 0);
  EXPECT_LT(last.band.high, 1);
}

TEST(KaplanMeier, is_flat_without_events) {
  const KaplanMeier curve(std::vector<SurvivalTime>{{5, false}, {9, false}});
  EXPECT_EQ(curve.survival_at(100), 1);
  EXPECT_EQ(curve.restricted_mean(10).seconds, 10);
  EXPECT_FALSE(curve.quantile(0.5));
  EXPECT_EQ(KaplanMeier().survival_at(1), 1);
  EXPECT_EQ(KaplanMeier(std::vector<SurvivalTime>{}).restricted_mean(7).seconds, 7);
}

// Exponential times with mean 100, uniform censoring in (0, 400): P(T > 80) = exp(-0.8).
TEST(KaplanMeier, band_covers_the_truth) {
  int covered = 0;
  int median_covered = 0;
  for (std::uint32_t sample = 0; sample < 2000; ++sample) {
    RandomStream random(20250108, sample, 0, Purpose::kTest);
    std::vector<SurvivalTime> units(60);
    for (SurvivalTime& unit : units) {
      const double event = random.exponential(100);
      const double censored = random.uniform(0, 400);
      unit = {std::min(event, censored), event <= censored};
    }
    const KaplanMeier curve(units);
    covered += curve.band_at(80).contains(std::exp(-0.8)) ? 1 : 0;
    const std::optional<SurvivalQuantile> median = curve.quantile(0.5);
    median_covered += median && median->interval.contains(100 * std::log(2.0)) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.015) << "seed 20250108";
  EXPECT_NEAR(median_covered / 2000.0, 0.95, 0.02) << "seed 20250108";
}

}  // namespace
}  // namespace picket::sim
