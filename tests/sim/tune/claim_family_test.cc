#include "sim/tune/claim_family.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agent_core/base/random.h"
#include "sim/statistics/holm.h"

namespace picket::sim {
namespace {

constexpr double kError = 0.05;

/// Closed testing as it is defined: of every candidate nothing, C or D, and every such set by Bonferroni.
struct Closed {
  std::vector<bool> keeps;
  std::vector<bool> dominates;
};
Closed closed_testing(const std::vector<double>& c, const std::vector<double>& d) {
  const std::size_t k = c.size();
  Closed out{std::vector<bool>(k, true), std::vector<bool>(k, true)};
  std::size_t sets = 1;
  for (std::size_t i = 0; i < k; ++i) sets *= 3;
  for (std::size_t set = 1; set < sets; ++set) {
    double least = 1;
    double members = 0;
    std::size_t rest = set;
    for (std::size_t i = 0; i < k; ++i, rest /= 3) {
      if (rest % 3 == 0) continue;
      members += 1;
      least = std::min(least, rest % 3 == 1 ? c[i] : d[i]);
    }
    if (least <= kError / members) continue;
    rest = set;
    for (std::size_t i = 0; i < k; ++i, rest /= 3) {
      if (rest % 3 == 1) out.keeps[i] = false;
      if (rest % 3 != 0) out.dominates[i] = false;  // C implies D
    }
  }
  return out;
}

TEST(ClaimFamily, is_closed_testing) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  int claims = 0;
  for (int repetition = 0; repetition < 2000; ++repetition) {
    std::vector<double> c(4);
    std::vector<double> d(4);
    for (std::size_t i = 0; i < 4; ++i) {
      c[i] = 0.08 * random.uniform() * random.uniform();
      d[i] = std::max(c[i], 0.08 * random.uniform());
    }
    const Closed expected = closed_testing(c, d);
    const std::vector<AdjustedClaim> claimed = adjusted_together(c, d, kError);
    for (std::size_t i = 0; i < 4; ++i) {
      ASSERT_EQ(claimed[i].keeps <= kError, expected.keeps[i]) << "seed 1, repetition " << repetition;
      ASSERT_EQ(claimed[i].dominates <= kError, expected.dominates[i]) << "seed 1, repetition " << repetition;
      ASSERT_EQ(c[i] <= claimed[i].level, expected.keeps[i]) << "seed 1, repetition " << repetition;
      claims += expected.keeps[i] ? 1 : 0;
    }
  }
  EXPECT_GT(claims, 500);
}

// Without a reference, and of dominance itself, it is Holm's method.
TEST(ClaimFamily, of_one_claim_a_candidate_is_holms_method) {
  const std::vector<double> p{0.001, 0.02, 0.013, 0.4};
  const std::vector<double> holm = holm_adjusted(p);
  const std::vector<AdjustedClaim> alone = adjusted_together(p, {}, kError);
  const std::vector<AdjustedClaim> dominance = adjusted_together({0, 0, 0, 0}, p, kError);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_DOUBLE_EQ(alone[i].keeps, holm[i]);
    EXPECT_EQ(alone[i].dominates, 1);
    EXPECT_DOUBLE_EQ(dominance[i].dominates, holm[i]);
  }
}

/// How often a claim is wrong: candidate 0 lies on a bound, candidate 1 keeps all and is as good as the reference in truth, the
/// others are as candidate 1. P values that are exact are uniform where a hypothesis is true.
template <class Adjust>
double wrong_share(std::size_t k, const Adjust& wrong) {
  constexpr int kRepetitions = 20'000;
  RandomStream random(3, 0, 0, Purpose::kTest);
  int count = 0;
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    std::vector<double> c(k, 1e-9);
    std::vector<double> d(k);
    for (double& p : d) p = random.uniform();
    c[0] = random.uniform();
    d[0] = 1;
    count += wrong(c, d) ? 1 : 0;
  }
  return static_cast<double>(count) / kRepetitions;
}

bool any_wrong(const std::vector<AdjustedClaim>& claims) {
  bool wrong = claims[0].keeps <= kError;
  for (const AdjustedClaim& claim : claims) wrong = wrong || claim.dominates <= kError;
  return wrong;
}

// Three standard errors of 20,000 repetitions at 0.05 are 0.0046. Two families of Holm's are wrong in 0.05 + 4/5 of 0.05 less both: 0.088.
TEST(ClaimFamily, one_claim_is_wrong_at_most_as_often_as_allowed) {
  const double together = wrong_share(5, [](const auto& c, const auto& d) { return any_wrong(adjusted_together(c, d, kError)); });
  EXPECT_LE(together, kError + 0.0046) << "seed 3";
  const double sequence = wrong_share(5, [](const auto& c, const auto& d) { return any_wrong(adjusted_in_sequence(c, d, kError)); });
  EXPECT_LE(sequence, kError + 0.0046) << "seed 3";
  const double apart = wrong_share(5, [](const auto& c, const auto& d) {
    const std::vector<double> keeps = holm_adjusted(c);
    const std::vector<double> dominates = holm_adjusted(d);
    return keeps[0] <= kError || *std::min_element(dominates.begin(), dominates.end()) <= kError;
  });
  EXPECT_NEAR(apart, 0.088, 0.006) << "seed 3";
}

TEST(ClaimFamily, a_sequence_asks_for_dominance_when_all_candidates_passed) {
  const std::vector<AdjustedClaim> open = adjusted_in_sequence({0.2, 0.001, 0.002}, {0.3, 0.001, 0.002}, kError);
  EXPECT_EQ(open[1].keeps, 0.002);
  EXPECT_EQ(open[0].keeps, 0.2);
  EXPECT_EQ(open[2].dominates, 0.2);
  const std::vector<AdjustedClaim> all = adjusted_in_sequence({0.01, 0.001, 0.002}, {0.3, 0.04, 0.002}, kError);
  EXPECT_EQ(all[2].dominates, 0.01);
  EXPECT_EQ(all[1].dominates, 0.04);
  EXPECT_EQ(all[0].dominates, 0.3);
}

}  // namespace
}  // namespace picket::sim
