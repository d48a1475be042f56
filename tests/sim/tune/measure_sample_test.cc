#include "sim/tune/measure_sample.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

TEST(MeasureSample, leaves_out_what_says_nothing) {
  const MeasureSample sample{{1, 0.2, 0.4}, {2, 0, 2}};
  EXPECT_EQ(usable_values(sample), (std::vector<double>{1, 0.4}));
  EXPECT_DOUBLE_EQ(mean_of(sample), 0.7);
}

// ln 10, and s^2 / (n mean^2) = 2 / (2 x 100).
TEST(MeasureSample, a_log_has_the_variance_of_the_delta_method) {
  const ScaledMean scaled = scaled_mean({{9, 11}, {}}, MeasureScale::kLog);
  EXPECT_NEAR(scaled.value, std::log(10), 1e-12);
  EXPECT_NEAR(scaled.variance.value(), 0.01, 1e-12);
}

// 0 of 20 units: ln(0.5 / 20.5), and binomial spread though the replications do not differ.
TEST(MeasureSample, a_share_of_none_has_a_finite_logit_with_a_variance) {
  const ScaledMean scaled = scaled_mean({{0, 0}, {10, 10}}, MeasureScale::kLogit);
  EXPECT_NEAR(scaled.value, std::log(0.5 / 20.5), 1e-12);
  const double p = 0.5 / 21;
  EXPECT_NEAR(scaled.variance.value(), 1 / (p * (1 - p) * 20), 1e-9);
}

TEST(MeasureSample, no_alerts_in_an_exposure_have_a_log_rate) {
  const ScaledMean scaled = scaled_mean({{0, 0}, {50, 50}}, MeasureScale::kRate);
  EXPECT_NEAR(scaled.value, std::log(0.5 / 100), 1e-12);
  EXPECT_NEAR(scaled.variance.value(), 2, 1e-12);
}

TEST(MeasureSample, one_replication_has_no_variance_of_a_plain_mean) {
  EXPECT_FALSE(scaled_mean({{3}, {}}, MeasureScale::kPlain).variance.has_value());
}

TEST(MeasureSample, pairs_are_replications_in_which_both_say_something) {
  const PairedValues pairs = paired_values({{1, 2, 3}, {1, 0, 1}}, {{4, 5, 6}, {1, 1, 1}});
  EXPECT_EQ(pairs.x, (std::vector<double>{1, 3}));
  EXPECT_EQ(pairs.y, (std::vector<double>{4, 6}));
}

TEST(MeasureSample, is_extended_measure_by_measure) {
  PointSample sample;
  extend(sample, {{{1}, {2}}});
  extend(sample, {{{3}, {4}}});
  EXPECT_EQ(sample.front().values, (std::vector<double>{1, 3}));
  EXPECT_EQ(sample.front().weights, (std::vector<double>{2, 4}));
}

// However few units there are: all of them are on the good side of a bound, and one miss among five is not.
TEST(MeasureSample, held_against_a_bound_is_corrected_towards_it) {
  const double bound = scaled_bound(0.95, MeasureScale::kLogit);
  EXPECT_LT(scaled_mean({{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}, MeasureScale::kLogit).value, bound);
  EXPECT_GT(scaled_mean({{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}, MeasureScale::kLogit, 0.95).value, bound);
  EXPECT_LT(scaled_mean({{1, 1, 1, 1, 0}, {1, 1, 1, 1, 1}}, MeasureScale::kLogit, 0.95).value, bound);
  EXPECT_GT(scaled_mean({{0, 0}, {10, 10}}, MeasureScale::kRate).value, scaled_bound(0.02, MeasureScale::kRate));
  EXPECT_LT(scaled_mean({{0, 0}, {10, 10}}, MeasureScale::kRate, 0.02).value, scaled_bound(0.02, MeasureScale::kRate));
  // At the bound it stays there.
  EXPECT_NEAR(scaled_mean({{0.2, 0.2}, {10, 10}}, MeasureScale::kRate, 0.2).value, scaled_bound(0.2, MeasureScale::kRate), 1e-12);
}

}  // namespace
}  // namespace picket::sim
