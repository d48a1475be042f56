#include "sim/uncertainty/variance_share.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/sim/uncertainty/linear_model.h"

namespace picket::sim {
namespace {

using test::linear_sample;
using test::LinearSample;

// Variances 2 of stated and 8 of drawn values: three quarters come from the inputs.
TEST(VarianceShare, is_what_inputs_add_over_the_whole) {
  const std::vector<double> stated{-1, 1, -1, 1, std::sqrt(2.0), -std::sqrt(2.0)};
  std::vector<double> drawn;
  for (const double x : stated) drawn.push_back(2 * x);
  const auto share = variance_share(stated, drawn);
  ASSERT_TRUE(share.has_value());
  EXPECT_NEAR(share->value, 0.75, 1e-12);
  EXPECT_EQ(share->n, 6U);
  // Every pair has the same ratio, so does every jackknife sample.
  EXPECT_NEAR(share->ci_low.value(), 0.75, 1e-9);
  EXPECT_NEAR(share->ci_high.value(), 0.75, 1e-9);
}

constexpr std::uint32_t kStudies = 1000;

/// What the intervals of many studies are worth.
struct Coverage {
  int covered = 0;  ///< of kStudies intervals, those that hold the truth
  double mean = 0;  ///< of the estimates
};

/// `pairs_of` a study's number makes its stated and drawn values.
template <class PairsOf>
Coverage coverage_of(double truth, PairsOf pairs_of) {
  Coverage out;
  for (std::uint32_t study = 0; study < kStudies; ++study) {
    const LinearSample s = pairs_of(study);
    const auto share = variance_share(s.stated, s.drawn);
    EXPECT_TRUE(share && share->ci_low && share->ci_high);
    if (!share || !share->ci_low || !share->ci_high) return out;
    out.mean += share->value / kStudies;
    if (*share->ci_low <= truth && truth <= *share->ci_high) ++out.covered;
  }
  return out;
}

// Seeds of variance 1 and inputs of weights 3 and 6, variances 9 / 12 and 36 / 12: the share is 3.75 / 4.75. The interval covers it in 95 %
// of studies, give or take three standard errors and what the jackknife is known to be off with 30 pairs, two in a hundred.
TEST(VarianceShare, covers_the_share_of_a_linear_model) {
  const double truth = 3.75 / 4.75;
  const Coverage got = coverage_of(truth, [](std::uint32_t study) { return linear_sample(30, {3, 6}, 500 + study); });
  EXPECT_NEAR(got.covered, 0.95 * kStudies, 0.02 * kStudies + 3 * std::sqrt(kStudies * 0.05 * 0.95));
  EXPECT_NEAR(got.mean, truth, 0.03);
}

// The same where values are far from normal: seeds that add an exponential variable.
TEST(VarianceShare, covers_it_where_seeds_are_skewed) {
  const Coverage got = coverage_of(3.0 / 4.0, [](std::uint32_t study) {
    LinearSample s = linear_sample(60, {6}, 9000 + study, 0);
    for (std::size_t d = 0; d < s.stated.size(); ++d) {
      const double seed = -std::log(RandomStream(study, static_cast<std::uint32_t>(d), 1, Purpose::kTest).uniform());
      s.stated[d] += seed;
      s.drawn[d] += seed;
    }
    return s;
  });
  EXPECT_NEAR(got.covered, 0.95 * kStudies, 0.05 * kStudies + 3 * std::sqrt(kStudies * 0.05 * 0.95));
}

// The seed is kept by nothing: drawn values have noise of their own, as large as that of the stated ones. Variance 3 of the inputs beside 1
// of the seeds all the same; Var(drawn - stated) would be 5.
TEST(VarianceShare, counts_noise_that_common_seeds_do_not_keep_once) {
  const double truth = 3.0 / 4.0;
  const Coverage got = coverage_of(truth, [](std::uint32_t study) {
    LinearSample s = linear_sample(60, {}, 20'000 + study);
    s.drawn = linear_sample(60, {6}, 30'000 + study).drawn;
    return s;
  });
  EXPECT_NEAR(got.covered, 0.95 * kStudies, 0.02 * kStudies + 3 * std::sqrt(kStudies * 0.05 * 0.95));
  EXPECT_NEAR(got.mean, truth, 0.03);
}

// Inputs without effect change nothing: the share is 0 exactly, with common seeds.
TEST(VarianceShare, of_inputs_without_effect_is_none) {
  const LinearSample s = linear_sample(30, {0, 0}, 7);
  const auto share = variance_share(s.stated, s.drawn);
  ASSERT_TRUE(share.has_value());
  EXPECT_EQ(share->value, 0);
  EXPECT_EQ(share->ci_low.value(), 0);
  EXPECT_EQ(share->ci_high.value(), 0);
}

TEST(VarianceShare, is_all_where_seeds_change_nothing_and_missing_where_nothing_does) {
  const std::vector<double> same(7, 0.1);
  const std::vector<double> moved{1, 2, 3, 4, 5, 6, 7};
  const auto all = variance_share(same, moved);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->value, 1);
  EXPECT_FALSE(all->ci_low);
  EXPECT_FALSE(variance_share(same, same));
  EXPECT_FALSE(variance_share({}, {}));
  const std::vector<double> pair{1, 2};
  ASSERT_TRUE(variance_share(pair, pair));
  EXPECT_FALSE(variance_share(pair, pair)->ci_low) << "two replications give no interval";
}

}  // namespace
}  // namespace picket::sim
