// ln M against the vectors of a separate computation, and the promise by simulation.
#include "sim/statistics/beta_mixture_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(BetaMixtureTest, evidence_agrees_with_the_vectors) {
  EXPECT_NEAR(log_beta_mixture(95, 100, 0.9), -1.229771, 5e-7);
  EXPECT_NEAR(log_beta_mixture(99, 100, 0.95), -1.146522, 5e-7);
  EXPECT_NEAR(log_beta_mixture(59, 59, 0.95), -1.068040, 5e-7);
}

// One hit at 1/2: B(2, 1) = 1/2 over 1/2 is 1. Hits alone: 1 / ((n + 1) p0^n).
TEST(BetaMixtureTest, p_is_the_inverse_of_the_largest_evidence) {
  BetaMixtureTest test(0.5);
  test.add(true);
  EXPECT_NEAR(test.p_above(), 1, 1e-12);
  for (int i = 1; i < 10; ++i) test.add(true);
  EXPECT_NEAR(test.p_above(), 11 / 1024.0, 1e-12);
  EXPECT_DOUBLE_EQ(test.p_below(), 1);
  const double shown = test.p_above();
  test.add(false);
  EXPECT_DOUBLE_EQ(test.p_above(), shown);
  EXPECT_EQ(test.n(), 11U);
  EXPECT_EQ(test.successes(), 10U);
}

// The evidence is carried on from trial to trial; computed anew from the counts it is the same.
TEST(BetaMixtureTest, carries_the_evidence_on) {
  RandomStream random(20261240, 0, 0, Purpose::kTest);
  BetaMixtureTest test(0.7);
  double least = 1;
  for (int i = 0; i < 300; ++i) {
    test.add(random.chance(0.9));
    const double share = static_cast<double>(test.successes()) / static_cast<double>(test.n());
    if (share > 0.7) least = std::min(least, std::exp(-log_beta_mixture(test.successes(), test.n(), 0.7)));
    ASSERT_NEAR(test.p_above() / least, 1, 1e-9) << i;
  }
}

// A run of hits alone passes 0.95 at 95 % when (n + 1) 0.95^n <= 1/20: at 157 it is 158 x 0.000318 = 0.0502, at 158 0.0480.
TEST(BetaMixtureTest, needs_158_hits_in_a_row_for_95_percent) {
  BetaMixtureTest test(0.95);
  for (int i = 0; i < 157; ++i) test.add(true);
  EXPECT_GT(test.p_above(), 0.05);
  test.add(true);
  EXPECT_LE(test.p_above(), 0.05);
}

TEST(BetaMixtureTest, false_verdicts_are_rare_however_often_one_looks) {
  constexpr std::uint32_t kSequences = 500;
  const auto shown = [](RandomStream& random, double truth, bool above) {
    BetaMixtureTest test(0.9);
    for (int i = 0; i < 1000; ++i) {
      test.add(random.chance(truth));
      if ((above ? test.p_above() : test.p_below()) <= 0.05) return true;
    }
    return false;
  };
  const double most = 0.05 + three_errors(0.05, kSequences);
  EXPECT_LE(simulated_share(20261221, kSequences, [&](RandomStream& r) { return shown(r, 0.9, true); }), most);
  EXPECT_LE(simulated_share(20261222, kSequences, [&](RandomStream& r) { return shown(r, 0.9, false); }), most);
  EXPECT_LE(simulated_share(20261223, kSequences, [&](RandomStream& r) { return shown(r, 0.88, true); }), most);
  EXPECT_GT(simulated_share(20261224, kSequences, [&](RandomStream& r) { return shown(r, 0.95, true); }), 0.95);
}

TEST(BetaMixtureTestDeathTest, refuses_what_is_no_bound) {
  EXPECT_DEATH(BetaMixtureTest(1.0), "bound");
  EXPECT_DEATH(log_beta_mixture(3, 2, 0.5), "successes");
}

}  // namespace
}  // namespace picket::sim
