// The sequential test of a mean: by hand for sequences of hits and misses, where each factor is a ratio of likelihoods, and
// by simulation with fixed seeds for the promise that a false verdict is rare however often one looks.

#include "sim/statistics/sequential_mean_test.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

// Bound 0.9: alternatives above are 0.95, 0.98 and 0.995, below 0.81, 0.63 and 0.27. A hit multiplies by a / b, a miss by
// (1 - a) / (1 - b).
TEST(SequentialMeanTest, a_hit_and_a_miss_are_ratios_of_likelihoods) {
  SequentialMeanTest hit(0.9);
  hit.add(1);
  EXPECT_NEAR(hit.p_above(), 3 / (0.95 / 0.9 + 0.98 / 0.9 + 0.995 / 0.9), 1e-12);
  EXPECT_DOUBLE_EQ(hit.p_below(), 1);

  SequentialMeanTest misses(0.9);
  misses.add(0);
  EXPECT_NEAR(misses.p_below(), 3 / (0.19 / 0.1 + 0.37 / 0.1 + 0.73 / 0.1), 1e-12);
  EXPECT_DOUBLE_EQ(misses.p_above(), 1);
  misses.add(0);
  EXPECT_NEAR(misses.p_below(), 3 / (1.9 * 1.9 + 3.7 * 3.7 + 7.3 * 7.3), 1e-12);
  EXPECT_EQ(misses.n(), 2U);
  EXPECT_DOUBLE_EQ(misses.mean(), 0);
}

// A run of hits alone passes "at least 0.9" at 95 % when the mean of (19/18)^n, (49/45)^n and (199/180)^n reaches 20:
// at n = 35 it is (6.63 + 19.72 + 33.45) / 3 = 19.9, at 36 (7.00 + 21.47 + 36.98) / 3 = 21.8. Wald's test against 0.98
// alone needs ln 20 / ln(49/45) = 35.2, so 36 as well.
TEST(SequentialMeanTest, needs_36_hits_in_a_row_for_at_least_nine_tenths) {
  SequentialMeanTest test(0.9);
  for (int i = 0; i < 35; ++i) test.add(1);
  EXPECT_GT(test.p_above(), 0.05);
  test.add(1);
  EXPECT_LE(test.p_above(), 0.05);
}

// A share between: x = 0.5 at bound 0.5 changes nothing, whatever one stakes on.
TEST(SequentialMeanTest, a_value_at_the_bound_tells_nothing) {
  SequentialMeanTest test(0.5);
  for (int i = 0; i < 100; ++i) test.add(0.5);
  EXPECT_DOUBLE_EQ(test.p_above(), 1);
  EXPECT_DOUBLE_EQ(test.p_below(), 1);
  EXPECT_DOUBLE_EQ(test.mean(), 0.5);
}

// What was shown stays shown: p is of the largest wealth so far.
TEST(SequentialMeanTest, p_values_never_grow) {
  SequentialMeanTest test(0.8);
  double above = 1;
  double below = 1;
  RandomStream random(20261130, 0, 0, Purpose::kTest);
  for (int i = 0; i < 500; ++i) {
    test.add(random.chance(0.8) ? 1 : 0);
    EXPECT_LE(test.p_above(), above);
    EXPECT_LE(test.p_below(), below);
    above = test.p_above();
    below = test.p_below();
  }
}

/// Share of 2,000 sequences of up to 300 values that ever show a mean above (or below) the bound at 95 %, while the true
/// mean is the bound. Values are shares of `targets` devices that fall together with probability `together`.
template <class P>
double false_verdicts(double bound, std::uint32_t targets, double together, P p) {
  int shown = 0;
  constexpr std::uint32_t kSequences = 2000;
  for (std::uint32_t s = 0; s < kSequences; ++s) {
    RandomStream random(20261130, s, targets, Purpose::kTest);
    SequentialMeanTest test(bound);
    for (int i = 0; i < 300 && p(test) > 0.05; ++i) {
      const bool common = random.chance(together);
      const bool all = random.chance(bound);
      double hits = 0;
      for (std::uint32_t t = 0; t < targets; ++t) {
        const bool own = random.chance(bound);
        hits += (common ? all : own) ? 1 : 0;
      }
      test.add(hits / targets);
    }
    shown += p(test) <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(shown) / kSequences;
}

// Nominal 5 % at most; three standard errors of 2,000 sequences are 1.5 points.
TEST(SequentialMeanTest, false_verdicts_are_rare_however_often_one_looks) {
  const auto above = [](const SequentialMeanTest& t) { return t.p_above(); };
  const auto below = [](const SequentialMeanTest& t) { return t.p_below(); };
  EXPECT_LE(false_verdicts(0.9, 1, 0, above), 0.065);
  EXPECT_LE(false_verdicts(0.9, 1, 0, below), 0.065);
  EXPECT_LE(false_verdicts(0.9, 5, 0.5, above), 0.065);
  EXPECT_LE(false_verdicts(0.9, 5, 0.5, below), 0.065);
  EXPECT_LE(false_verdicts(0.5, 4, 1, below), 0.065);
}

TEST(SequentialMeanTestDeathTest, refuses_what_is_no_share) {
  EXPECT_DEATH(SequentialMeanTest(0.0), "bound");
  EXPECT_DEATH(SequentialMeanTest(1.0), "bound");
  SequentialMeanTest test(0.5);
  EXPECT_DEATH(test.add(1.5), "value");
}

}  // namespace
}  // namespace picket::sim
