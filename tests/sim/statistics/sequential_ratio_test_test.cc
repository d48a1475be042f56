// Wald's test between two means: by hand for hits and misses, and by simulation with fixed seeds for its error rates, with
// independent targets and with targets that fall together, and for what it saves against the test of the bound alone.

#include "sim/statistics/sequential_ratio_test.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "sim/statistics/sequential_mean_test.h"

namespace picket::sim {
namespace {

constexpr double kLevel = 0.05;
constexpr std::uint32_t kSequences = 2000;
constexpr int kMost = 500;  ///< values of a sequence; that at the bound itself, judged by it alone, has no end

// 0.8 against 0.95: a hit is worth 0.95 / 0.8, a miss 0.05 / 0.2; the other way round their inverses.
TEST(SequentialRatioTest, a_hit_and_a_miss_are_the_ratio_of_likelihoods_and_its_inverse) {
  SequentialRatioTest hits(0.8, 0.95);
  hits.add(1);
  hits.add(1);
  EXPECT_NEAR(hits.p_of_bound(), 0.8 * 0.8 / (0.95 * 0.95), 1e-12);
  EXPECT_DOUBLE_EQ(hits.p_of_good(), 1);
  SequentialRatioTest misses(0.8, 0.95);
  misses.add(0);
  EXPECT_NEAR(misses.p_of_good(), 0.05 / 0.2, 1e-12);
  EXPECT_DOUBLE_EQ(misses.p_of_bound(), 1);
  EXPECT_EQ(misses.n(), 1U);
}

// ln 20 / ln(0.95 / 0.8) = 17.4: eighteen hits in a row pass. ln 20 / ln 4 = 2.2: three misses in a row fail.
TEST(SequentialRatioTest, eighteen_hits_pass_and_three_misses_fail) {
  SequentialRatioTest hits(0.8, 0.95);
  for (int i = 0; i < 17; ++i) hits.add(1);
  EXPECT_GT(hits.p_of_bound(), kLevel);
  hits.add(1);
  EXPECT_LE(hits.p_of_bound(), kLevel);
  SequentialRatioTest misses(0.8, 0.95);
  for (int i = 0; i < 2; ++i) misses.add(0);
  EXPECT_GT(misses.p_of_good(), kLevel);
  misses.add(0);
  EXPECT_LE(misses.p_of_good(), kLevel);
}

// "At most 0.2, good at 0.05" is "at least 0.8, good at 0.95" of the misses.
TEST(SequentialRatioTest, at_most_is_at_least_of_the_complement) {
  SequentialRatioTest least(0.8, 0.95);
  SequentialRatioTest most(0.2, 0.05);
  RandomStream random(20261130, 0, 0, Purpose::kTest);
  for (int i = 0; i < 100; ++i) {
    const double value = 0.25 * static_cast<double>(random.next() % 5);
    least.add(value);
    most.add(1 - value);
    EXPECT_NEAR(most.p_of_bound(), least.p_of_bound(), 1e-9);
    EXPECT_NEAR(most.p_of_good(), least.p_of_good(), 1e-9);
  }
}

/// The share of a replication's targets that are hit, where with probability `together` they are hit or missed as one.
double share_hit(RandomStream& random, double truth, std::uint32_t targets, double together) {
  const bool common = random.chance(together);
  const bool all = random.chance(truth);
  double hits = 0;
  for (std::uint32_t t = 0; t < targets; ++t) {
    const bool own = random.chance(truth);
    hits += (common ? all : own) ? 1 : 0;
  }
  return hits / targets;
}

struct Outcome {
  double passes = 0;
  double fails = 0;
  double mean_n = 0;
};

/// How sequences end whose verdict is what a suite's is: PASS or FAIL, whichever comes first.
template <class Test, class Passes, class Fails>
Outcome play(const Test& start, double truth, std::uint32_t targets, double together, Passes passes, Fails fails) {
  Outcome out;
  for (std::uint32_t s = 0; s < kSequences; ++s) {
    RandomStream random(20261130, s, targets, Purpose::kTest);
    Test test = start;
    int n = 0;
    while (n < kMost && !passes(test) && !fails(test)) {
      test.add(share_hit(random, truth, targets, together));
      ++n;
    }
    out.passes += passes(test) ? 1.0 / kSequences : 0;
    out.fails += !passes(test) && fails(test) ? 1.0 / kSequences : 0;
    out.mean_n += static_cast<double>(n) / kSequences;
  }
  return out;
}

Outcome ratio(double bound, double good, double truth, std::uint32_t targets, double together) {
  return play(SequentialRatioTest(bound, good), truth, targets, together, [](const SequentialRatioTest& t) { return t.p_of_bound() <= kLevel; },
              [](const SequentialRatioTest& t) { return t.p_of_good() <= kLevel; });
}

Outcome bound_alone(double bound, double truth, std::uint32_t targets, double together) {
  return play(SequentialMeanTest(bound), truth, targets, together, [](const SequentialMeanTest& t) { return t.p_above() <= kLevel; },
              [](const SequentialMeanTest& t) { return t.p_below() <= kLevel; });
}

// Nominal 5 % at most for either error; three standard errors of 2,000 sequences are 1.5 points. Every sequence ends.
TEST(SequentialRatioTest, both_errors_stay_below_their_rates_also_for_targets_that_fall_together) {
  for (const std::uint32_t targets : {1U, 4U}) {
    for (const double together : {0.0, 0.3, 1.0}) {
      const Outcome bad = ratio(0.8, 0.95, 0.8, targets, together);
      EXPECT_LE(bad.passes, kLevel + 0.015) << targets << " " << together;
      EXPECT_NEAR(bad.passes + bad.fails, 1, 1e-9);
      const Outcome good = ratio(0.8, 0.95, 0.95, targets, together);
      EXPECT_LE(good.fails, kLevel + 0.015) << targets << " " << together;
      EXPECT_NEAR(good.passes + good.fails, 1, 1e-9);
      EXPECT_LE(ratio(0.2, 0.05, 0.2, targets, together).passes, kLevel + 0.015);
      EXPECT_LE(ratio(0.2, 0.05, 0.05, targets, together).fails, kLevel + 0.015);
    }
  }
}

// A truth beyond either level is told at least as surely.
TEST(SequentialRatioTest, worse_than_the_bound_and_better_than_good_are_surer_still) {
  EXPECT_LE(ratio(0.8, 0.95, 0.7, 4, 0.3).passes, kLevel);
  EXPECT_LE(ratio(0.8, 0.95, 0.99, 4, 0.3).fails, kLevel);
}

// What the second level is for: what is not good enough is told in a fraction of the time. What is good passes about as
// soon as against the bound alone: sooner where targets fall together, and at most a tenth later where they do not.
TEST(SequentialRatioTest, decides_sooner_than_the_bound_alone_that_something_is_not_good_enough) {
  for (const double together : {0.0, 1.0}) {
    for (const double truth : {0.5, 0.7, 0.8}) {
      EXPECT_LT(ratio(0.8, 0.95, truth, 4, together).mean_n, 0.7 * bound_alone(0.8, truth, 4, together).mean_n) << truth << " " << together;
    }
  }
  EXPECT_LT(ratio(0.8, 0.95, 0.95, 4, 1).mean_n, bound_alone(0.8, 0.95, 4, 1).mean_n);
  EXPECT_LT(ratio(0.8, 0.95, 0.95, 4, 0).mean_n, 1.1 * bound_alone(0.8, 0.95, 4, 0).mean_n);
}

TEST(SequentialRatioTestDeathTest, refuses_what_is_no_pair_of_shares) {
  EXPECT_DEATH(SequentialRatioTest(0.8, 0.8), "good");
  EXPECT_DEATH(SequentialRatioTest(0.0, 0.8), "bound");
  EXPECT_DEATH(SequentialRatioTest(0.8, 1.0), "good");
  SequentialRatioTest test(0.5, 0.8);
  EXPECT_DEATH(test.add(-0.5), "value");
}

}  // namespace
}  // namespace picket::sim
