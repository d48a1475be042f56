// Against R's power.t.test (two samples of 20, delta 1: power 0.8689528; type = "paired", delta 0.5: n = 33.37) and against
// the known numbers of pairs for Cohen's small, medium and large effects at 80 %: 199, 34, 15.
#include "sim/statistics/detectable_effect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/paired_difference.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/runs_needed.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(DetectableEffect, is_the_difference_with_the_power_asked_for) {
  // Two samples of 20 with sd 1: standard error sqrt(2 / 20), 38 degrees of freedom.
  EXPECT_NEAR(detectable_difference(std::sqrt(0.1), 38, 0.95, 0.8689528), 1, 1e-6);
}

TEST(DetectableEffect, pairs_for_small_medium_and_large_effects) {
  EXPECT_EQ(pairs_needed(0.2, 1), 199U);
  EXPECT_EQ(pairs_needed(0.5, 1), 34U);
  EXPECT_EQ(pairs_needed(0.8, 1), 15U);
  EXPECT_EQ(pairs_needed(5, 10), 34U);
}

TEST(DetectableEffect, has_bounds) {
  EXPECT_EQ(pairs_needed(100, 1), 5U);
  EXPECT_EQ(pairs_needed(1, 0), 5U);
  EXPECT_EQ(pairs_needed(1e-9, 1), kMostRunsNeeded);
  EXPECT_EQ(detectable_difference(0, 9), 0);
  // Beyond 20,000 degrees of freedom t is normal: 1.959964 + 0.841621.
  EXPECT_NEAR(detectable_difference(1, 1e6), 2.801585, 2e-4);
}

// What is promised is found in four of five studies.
TEST(DetectableEffect, is_found_with_that_power) {
  constexpr std::uint32_t kSamples = 4000;
  constexpr int kPairs = 12;
  const double shift = detectable_difference(1 / std::sqrt(12.0), kPairs - 1);
  const double power = simulated_share(20261209, kSamples, [&](RandomStream& random) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < kPairs; ++i) {
      y.push_back(5 * random.normal());
      x.push_back(y.back() + shift + random.normal());
    }
    return paired_difference(x, y).p_value.value() <= 0.05;
  });
  EXPECT_NEAR(power, 0.8, three_errors(0.8, kSamples)) << "seed 20261209";
}

}  // namespace
}  // namespace picket::sim
