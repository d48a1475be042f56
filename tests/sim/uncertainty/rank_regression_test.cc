#include "sim/uncertainty/rank_regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/statistics/holm.h"
#include "sim/statistics/midranks.h"
#include "tests/sim/uncertainty/linear_model.h"

namespace picket::sim {
namespace {

using test::linear_sample;
using test::LinearSample;

// By hand: x1 = 1..7 and x2 = 4 2 6 1 7 3 5 have, in deviations from their mean 4, S11 = S22 = 28 and S12 = 6. The ranks of
// y = 2 x1 + x2 = 6 6 12 9 17 15 19 are 1.5 1.5 4 3 6 5 7, with S1y = 25.5, S2y = 16 and Syy = 27.5. Solving [28 6; 6 28] b = [25.5 16]:
// b1 = (25.5 * 28 - 16 * 6) / 748 = 618 / 748, b2 = (16 * 28 - 25.5 * 6) / 748 = 295 / 748; times sqrt(28 / 27.5) to standardise.
// Regression needs nine draws for two inputs, so the sample is taken twice: a rank r becomes 2 r - 1/2, and coefficients and R squared
// stay as they are.
TEST(RankRegression, equals_the_normal_equations_solved_by_hand) {
  const std::vector<double> x1{1, 2, 3, 4, 5, 6, 7};
  const std::vector<double> x2{4, 2, 6, 1, 7, 3, 5};
  std::vector<std::vector<double>> draws;
  std::vector<double> changes;
  for (int copy = 0; copy < 2; ++copy) {
    for (std::size_t i = 0; i < x1.size(); ++i) {
      draws.push_back({x1[i], x2[i]});
      changes.push_back(2 * x1[i] + x2[i]);
    }
  }
  const auto fit = rank_regression(draws, changes);
  ASSERT_TRUE(fit.has_value());
  const double scale = std::sqrt(28 / 27.5);
  EXPECT_NEAR(fit->coefficients[0].value, 618.0 / 748 * scale, 1e-12);
  EXPECT_NEAR(fit->coefficients[1].value, 295.0 / 748 * scale, 1e-12);
  const double explained = (618.0 / 748 * 25.5 + 295.0 / 748 * 16) / 27.5;
  EXPECT_NEAR(fit->r_squared, explained, 1e-12);
  EXPECT_NEAR(fit->adjusted_r_squared, 1 - (1 - explained) * 13 / 11, 1e-12);
  EXPECT_EQ(fit->draws, 14U);
}

// Linear and independent, weights 4, 2 and 0: shares of the variance 0.8, 0.2 and 0. Of ranks the smaller one is a little less.
TEST(RankRegression, finds_the_shares_of_a_linear_model) {
  const LinearSample s = linear_sample(1000, {4, 2, 0}, 11);
  const auto fit = rank_regression(s.shares, s.changes);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->coefficients[0].value, std::sqrt(0.8), 0.05);
  EXPECT_NEAR(fit->coefficients[1].value, std::sqrt(0.2), 0.05);
  EXPECT_TRUE(fit->coefficients[2].interval.contains(0));
  EXPECT_GT(fit->r_squared, 0.95);
  EXPECT_LT(fit->adjusted_r_squared, fit->r_squared);
}

// What other inputs do is noise to a correlation and not to a regression.
TEST(RankRegression, sees_a_small_input_beside_a_large_one) {
  const LinearSample s = linear_sample(40, {10, 1.5}, 12);
  const auto fit = rank_regression(s.shares, s.changes);
  ASSERT_TRUE(fit.has_value());
  EXPECT_LT(fit->coefficients[1].p_value, 0.001);
  EXPECT_GT(fit->coefficients[1].interval.low, 0);
}

TEST(RankRegression, has_a_low_r_squared_where_effects_turn_round) {
  LinearSample s = linear_sample(200, {1, 1}, 13);
  for (std::size_t d = 0; d < s.changes.size(); ++d) s.changes[d] = std::abs(s.shares[d][0] - 0.5);
  const auto fit = rank_regression(s.shares, s.changes);
  ASSERT_TRUE(fit.has_value());
  EXPECT_LT(fit->r_squared, 0.1);
}

// Inputs without effect: any of eight is called one, after Holm, in at most 5 % of studies, within three standard errors; the interval of
// each covers 0 in 95 %.
TEST(RankRegression, of_nothing_finds_something_no_more_often_than_it_says) {
  constexpr std::uint32_t kStudies = 2000;
  int called = 0;
  int covered = 0;
  for (std::uint32_t r = 0; r < kStudies; ++r) {
    const LinearSample s = linear_sample(25, std::vector<double>(8, 0), 1000 + r, 1, 1);
    const auto fit = rank_regression(s.shares, s.changes);
    ASSERT_TRUE(fit.has_value());
    std::vector<double> p;
    for (const RankCoefficient& one : fit->coefficients) p.push_back(one.p_value);
    const std::vector<double> adjusted = holm_adjusted(p);
    if (*std::min_element(adjusted.begin(), adjusted.end()) <= 0.05) ++called;
    if (fit->coefficients[0].interval.contains(0)) ++covered;
  }
  const double error = 3 * std::sqrt(kStudies * 0.05 * 0.95);
  EXPECT_LT(called, 0.05 * kStudies + error);
  EXPECT_NEAR(covered, 0.95 * kStudies, error);
}

TEST(RankRegression, refuses_what_it_cannot_tell) {
  const LinearSample few = linear_sample(static_cast<std::uint32_t>(draws_for_regression(3)) - 1, {1, 1, 1}, 14);
  EXPECT_FALSE(rank_regression(few.shares, few.changes));
  const LinearSample enough = linear_sample(static_cast<std::uint32_t>(draws_for_regression(3)), {1, 1, 1}, 14);
  EXPECT_TRUE(rank_regression(enough.shares, enough.changes));
  EXPECT_FALSE(rank_regression(enough.shares, std::vector<double>(enough.changes.size(), 3.0))) << "nothing changes";
  EXPECT_FALSE(rank_regression({}, {}));

  LinearSample twice = linear_sample(60, {1, 1}, 15);
  for (auto& draw : twice.shares) draw[1] = draw[0];
  EXPECT_FALSE(rank_regression(twice.shares, twice.changes)) << "two inputs that are the same";
}

TEST(RankRegression, leaves_missing_values_out) {
  LinearSample s = linear_sample(60, {1, 2}, 16);
  const auto whole = rank_regression(s.shares, s.changes);
  s.shares.push_back({0.1, 0.2});
  s.changes.push_back(std::numeric_limits<double>::quiet_NaN());
  const auto same = rank_regression(s.shares, s.changes);
  ASSERT_TRUE(whole && same);
  EXPECT_EQ(same->coefficients[0].value, whole->coefficients[0].value);
  EXPECT_EQ(same->draws, 60U);
}

}  // namespace
}  // namespace picket::sim
