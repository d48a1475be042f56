#include "sim/uncertainty/input_influence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/uncertainty/rank_regression.h"
#include "tests/sim/uncertainty/linear_model.h"

namespace picket::sim {
namespace {

using test::linear_sample;
using test::LinearSample;

TEST(InputInfluence, finds_the_inputs_that_move_a_measure_and_their_shares) {
  const LinearSample s = linear_sample(400, {0, 4, 2, 0}, 1);
  const MeasureUncertainty m = measure_uncertainty(s.stated, s.drawn, s.shares);
  ASSERT_EQ(m.influences.size(), 4U);
  EXPECT_EQ(m.influences[0].input, 1U);
  EXPECT_EQ(m.influences[1].input, 2U);
  // Linear and independent: variances 16 and 4 of 20. Of ranks a little less of the smaller one.
  EXPECT_NEAR(m.influences[0].share, 0.8, 0.06);
  EXPECT_NEAR(m.influences[1].share, 0.2, 0.06);
  EXPECT_LT(m.influences[1].p_value, 0.001);
  EXPECT_GT(m.influences[2].p_value, 0.05);
  EXPECT_LT(m.influences[0].ci_low.value(), m.influences[0].coefficient.value());
  EXPECT_GT(m.influences[0].ci_high.value(), m.influences[0].coefficient.value());
  EXPECT_EQ(m.influences[0].share, *m.influences[0].coefficient * *m.influences[0].coefficient);
  EXPECT_GT(m.r_squared.value(), 0.95);
  EXPECT_EQ(m.caution, "");
  // Seeds of variance 1 beside 20 / 12 of the inputs, within three standard errors: 0.375 * sqrt(2.2 / 400).
  EXPECT_NEAR(m.input_share.value().value, 20.0 / 32, 0.085);
}

TEST(InputInfluence, stands_alone_with_few_draws) {
  const LinearSample s = linear_sample(12, {6, 0, 0, 0, 0}, 21);
  const MeasureUncertainty m = measure_uncertainty(s.stated, s.drawn, s.shares);
  EXPECT_FALSE(m.influences[0].coefficient);
  EXPECT_FALSE(m.r_squared);
  EXPECT_EQ(m.influences[0].input, 0U);
  EXPECT_EQ(m.influences[0].share, m.influences[0].rank_correlation * m.influences[0].rank_correlation);
  EXPECT_TRUE(m.influences[0].ci_low);
  EXPECT_EQ(m.caution, "one input at a time: a regression on all 5 takes 15 draws");
}

// Noise of the draws' own, of variance 1 beside 1 / 12 of the input: the regression explains a twelfth or so.
TEST(InputInfluence, cautions_where_the_inputs_explain_little) {
  const LinearSample s = linear_sample(200, {1, 0}, 22, 1, 1);
  const MeasureUncertainty m = measure_uncertainty(s.stated, s.drawn, s.shares);
  EXPECT_LT(m.r_squared.value(), 0.2);
  EXPECT_NE(m.caution.find("all inputs together account for"), std::string::npos) << m.caution;
}

TEST(InputInfluence, keeps_the_spread_of_seeds_and_of_inputs_apart) {
  const LinearSample s = linear_sample(4000, {6}, 2, 2);
  const MeasureUncertainty m = measure_uncertainty(s.stated, s.drawn, s.shares);
  EXPECT_NEAR(m.seed_sd, 2, 0.08);
  EXPECT_NEAR(m.input_sd, 6 / std::sqrt(12.0), 0.15);
  EXPECT_NEAR(m.total_sd * m.total_sd, m.seed_sd * m.seed_sd + m.input_sd * m.input_sd, 1e-9);
  EXPECT_LT(m.p05, m.p50);
  EXPECT_LT(m.p50, m.p95);
  EXPECT_TRUE(m.shift->ci_low.value() < 0 && m.shift->ci_high.value() > 0);
}

// The level of the test, and the coverage of the interval at no correlation: nominal 5 and 95 %, within three standard errors.
TEST(InputInfluence, calls_nothing_an_influence_no_more_often_than_it_says) {
  constexpr int kRepetitions = 1000;
  int called = 0;
  int covered = 0;
  for (int r = 0; r < kRepetitions; ++r) {
    // Too few draws for a regression on eight inputs: each stands alone.
    const LinearSample s = linear_sample(20, std::vector<double>(8, 0.0), 100 + static_cast<std::uint64_t>(r));
    const std::vector<double> nothing(s.stated.size(), 0.0);
    const auto influences = measure_uncertainty(nothing, s.stated, s.shares).influences;
    ASSERT_FALSE(influences.front().coefficient);
    if (influences.front().p_value < 0.05) ++called;
    for (const InputInfluence& one : influences) {
      if (one.input == 0 && one.ci_low.value() <= 0 && one.ci_high.value() >= 0) ++covered;
    }
  }
  EXPECT_LT(called, 0.05 * kRepetitions + 3 * std::sqrt(kRepetitions * 0.05 * 0.95));
  EXPECT_NEAR(covered, 0.95 * kRepetitions, 3 * std::sqrt(kRepetitions * 0.05 * 0.95));
}

TEST(InputInfluence, says_nothing_from_few_draws_and_leaves_missing_values_out) {
  const LinearSample few = linear_sample(4, {3}, 3);
  const MeasureUncertainty m = measure_uncertainty(few.stated, few.drawn, few.shares);
  EXPECT_FALSE(m.influences[0].ci_low);
  EXPECT_EQ(m.influences[0].p_value, 1);
  EXPECT_FALSE(m.stated.ci_low);
  EXPECT_EQ(m.caution, "4 draws are too few to say anything");

  LinearSample gaps = linear_sample(50, {3}, 4);
  const MeasureUncertainty whole = measure_uncertainty(gaps.stated, gaps.drawn, gaps.shares);
  gaps.stated.push_back(std::numeric_limits<double>::quiet_NaN());
  gaps.drawn.push_back(1e9);
  gaps.shares.push_back({0.5});
  const MeasureUncertainty same = measure_uncertainty(gaps.stated, gaps.drawn, gaps.shares);
  EXPECT_EQ(same.stated.value, whole.stated.value);
  EXPECT_EQ(same.influences[0].rank_correlation, whole.influences[0].rank_correlation);
  EXPECT_EQ(measure_uncertainty({}, {}, {}).stated.n, 0U);
}

// 0 would say that nothing moves the measure.
TEST(InputInfluence, one_replication_has_means_and_no_spread) {
  const std::vector<double> stated{3};
  const std::vector<double> drawn{5};
  const MeasureUncertainty one = measure_uncertainty(stated, drawn, {{0.5}});
  EXPECT_EQ(one.stated.value, 3);
  EXPECT_EQ(one.drawn.value, 5);
  for (const double spread : {one.seed_sd, one.total_sd, one.input_sd, one.p05, one.p50, one.p95}) EXPECT_TRUE(std::isnan(spread)) << spread;
  EXPECT_FALSE(one.input_share.has_value());
  EXPECT_FALSE(one.shift.has_value());
}

TEST(InputInfluence, of_what_does_not_change_is_none) {
  const LinearSample s = linear_sample(10, {0}, 5);
  const MeasureUncertainty m = measure_uncertainty(s.stated, s.drawn, s.shares);
  EXPECT_EQ(m.influences[0].share, 0);
  EXPECT_EQ(m.influences[0].p_value, 1);
  EXPECT_EQ(m.input_sd, 0);
  EXPECT_EQ(m.input_share.value().value, 0);
  EXPECT_EQ(m.caution, "the draws do not move it");
}

}  // namespace
}  // namespace picket::sim
