// Verdicts follow from exact bounds; the chance of a false one is simulated at the target itself.
#include "sim/statistics/planned_looks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

// One look without a miss: the lower bound is alpha^(1/n). 0.05 / 3 at each of three looks: ln(60) / -ln(0.95) = 79.8.
TEST(PlannedLooks, splits_the_chance_of_error_evenly) {
  const PlannedLooks looks = PlannedLooks::doubling(3, 0.95);
  EXPECT_NEAR(looks.confidence_of_a_look(), 1 - 0.05 / 3, 1e-15);
  EXPECT_THAT(looks.at(), ElementsAre(80, 160, 320));
  EXPECT_THAT(PlannedLooks::doubling(1, 0.95).at(), ElementsAre(59));
}

TEST(PlannedLooks, judges_at_its_looks_alone) {
  const PlannedLooks looks({80, 160}, 0.95);
  EXPECT_EQ(looks.until_next(0), 80U);
  EXPECT_EQ(looks.until_next(80), 80U);
  EXPECT_EQ(looks.until_next(100), 60U);
  EXPECT_EQ(looks.until_next(160), 0U);
  EXPECT_EQ(looks.judge(79, 79), LookOutcome::kMore);
  EXPECT_EQ(looks.judge(80, 80), LookOutcome::kPass);   // 0.025^(1/80) = 0.9549
  EXPECT_EQ(looks.judge(79, 80), LookOutcome::kMore);
  EXPECT_EQ(looks.judge(60, 80), LookOutcome::kFail);
  EXPECT_EQ(looks.judge(120, 159), LookOutcome::kMore);
  EXPECT_EQ(looks.judge(152, 160), LookOutcome::kInconclusive);
  EXPECT_EQ(looks.judge(161, 161), LookOutcome::kInconclusive);
  EXPECT_EQ(to_string(LookOutcome::kPass), "PASS");
  EXPECT_EQ(to_string(LookOutcome::kInconclusive), "INCONCLUSIVE");
}

LookOutcome outcome_of(RandomStream& random, const PlannedLooks& looks, double truth) {
  std::uint64_t successes = 0;
  for (std::uint32_t n = 1;; ++n) {
    successes += random.chance(truth) ? 1 : 0;
    const LookOutcome outcome = looks.judge(successes, n);
    if (outcome != LookOutcome::kMore) return outcome;
  }
}

TEST(PlannedLooks, false_verdicts_keep_to_the_level) {
  constexpr std::uint32_t kSamples = 1000;
  const PlannedLooks looks = PlannedLooks::doubling(4, 0.9);
  const double most = 0.05 + three_errors(0.05, kSamples);
  const auto share_of = [&](LookOutcome wanted, std::uint64_t seed, double truth) {
    return simulated_share(seed, kSamples, [&](RandomStream& r) { return outcome_of(r, looks, truth) == wanted; });
  };
  const double pass = share_of(LookOutcome::kPass, 20261225, 0.9);
  const double fail = share_of(LookOutcome::kFail, 20261226, 0.9);
  EXPECT_LE(pass, most) << "seed 20261225";
  EXPECT_LE(fail, most) << "seed 20261226";
  EXPECT_GT(share_of(LookOutcome::kPass, 20261227, 0.97), 0.9) << "seed 20261227";
}

TEST(PlannedLooksDeathTest, refuses_what_is_no_plan) {
  EXPECT_DEATH(PlannedLooks({}, 0.9), "at_");
  EXPECT_DEATH(PlannedLooks({20, 10}, 0.9), "at_");
  EXPECT_DEATH(PlannedLooks({1, 2, 3, 4, 5, 6}, 0.9), "looks");
  EXPECT_DEATH(PlannedLooks({10}, 1), "target");
}

}  // namespace
}  // namespace picket::sim
