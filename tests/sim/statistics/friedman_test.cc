#include "sim/statistics/friedman.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// Hollander and Wolfe, Nonparametric Statistical Methods, table 7.1: seconds of 22 players to round first base in three ways; the
// example of R's friedman.test, which gives chi-squared = 11.143, df = 2, p-value = 0.003805.
const std::vector<std::vector<double>> kRoundingTimes{
    {5.40, 5.50, 5.55}, {5.85, 5.70, 5.75}, {5.20, 5.60, 5.50}, {5.55, 5.50, 5.40}, {5.90, 5.85, 5.70}, {5.45, 5.55, 5.60},
    {5.40, 5.40, 5.35}, {5.45, 5.50, 5.35}, {5.25, 5.15, 5.00}, {5.85, 5.80, 5.70}, {5.25, 5.20, 5.10}, {5.65, 5.55, 5.45},
    {5.60, 5.35, 5.45}, {5.05, 5.00, 4.95}, {5.50, 5.50, 5.40}, {5.45, 5.55, 5.50}, {5.55, 5.55, 5.35}, {5.45, 5.50, 5.55},
    {5.50, 5.45, 5.25}, {5.65, 5.60, 5.40}, {5.70, 5.65, 5.55}, {6.30, 6.30, 6.25}};

TEST(Friedman, agrees_with_r_where_values_are_tied) {
  const Friedman out = friedman(kRoundingTimes);
  EXPECT_EQ(out.blocks, 22U);
  EXPECT_NEAR(out.chi_squared, 11.143, 5e-4);
  EXPECT_NEAR(out.p_value, 0.003805, 5e-7);
}

// No ties, by hand: six blocks of k = 3, five ranked 1 2 3 and one 3 2 1. Rank sums 8, 12, 16; chi^2 = (16 + 0 + 16) / 6 with
// N k (k + 1) / 12 = 6; z of the first and last pair (16 - 8) / 6 / sqrt(3 * 4 / 36) = 2.3094.
TEST(Friedman, follows_the_formula_without_ties) {
  std::vector<std::vector<double>> blocks(5, std::vector<double>{1, 2, 3});
  blocks.push_back({9, 8, 7});
  const Friedman out = friedman(blocks);
  EXPECT_NEAR(out.chi_squared, 32.0 / 6, 1e-12);
  EXPECT_NEAR(out.p_value, std::exp(-32.0 / 12), 1e-12);  // chi-squared of two degrees of freedom
  const auto two_sided = [](double z) { return std::erfc(z / std::sqrt(2.0)); };
  EXPECT_NEAR(out.pair_p[0][2], 3 * two_sided(8.0 / 6 / std::sqrt(1.0 / 3)), 1e-12);
  EXPECT_NEAR(out.pair_p[0][1], std::min(1.0, 2 * two_sided(4.0 / 6 / std::sqrt(1.0 / 3))), 1e-12);
  EXPECT_EQ(out.pair_p[0][2], out.pair_p[2][0]);
}

TEST(Friedman, says_nothing_of_few_blocks_and_of_equal_values) {
  const std::vector<std::vector<double>> few(kLeastBlocks - 1, std::vector<double>{1, 2});
  EXPECT_EQ(friedman(few).mean_ranks, (std::vector<double>{1, 2}));
  EXPECT_EQ(friedman(few).p_value, 1);
  const std::vector<std::vector<double>> equal(20, std::vector<double>{0.5, 0.5, 0.5});
  EXPECT_EQ(friedman(equal).mean_ranks, (std::vector<double>{2, 2, 2}));
  EXPECT_EQ(friedman(equal).p_value, 1);
  EXPECT_EQ(friedman(equal).pair_p[0][1], 1);
  EXPECT_EQ(friedman({}).blocks, 0U);
}

// Shares of a handful of devices, so with many ties, that depend on the attack alone.
TEST(Friedman, rejects_no_more_than_its_level_where_policies_are_alike) {
  constexpr std::uint32_t kSamples = 2000;
  for (const int attacks : {8, 30}) {
    std::uint32_t pairs = 0;
    const double rejected = simulated_share(20261225, kSamples, [&](RandomStream& random) {
      std::vector<std::vector<double>> blocks;
      for (int a = 0; a < attacks; ++a) {
        const double rate = random.uniform();
        blocks.emplace_back();
        for (int policy = 0; policy < 4; ++policy) {
          int detected = 0;
          for (int u = 0; u < 6; ++u) detected += random.chance(rate) ? 1 : 0;
          blocks.back().push_back(detected / 6.0);
        }
      }
      const Friedman out = friedman(blocks);
      double least = 1;
      for (const std::vector<double>& row : out.pair_p) {
        for (const double p : row) least = std::min(least, p);
      }
      pairs += least <= 0.05 ? 1 : 0;
      return out.p_value <= 0.05;
    });
    EXPECT_LE(rejected, 0.05 + three_errors(0.05, kSamples)) << "seed 20261225, attacks " << attacks;
    EXPECT_GE(rejected, 0.02) << "seed 20261225, attacks " << attacks;
    EXPECT_LE(static_cast<double>(pairs) / kSamples, 0.05 + three_errors(0.05, kSamples)) << "seed 20261225, attacks " << attacks;
  }
}

TEST(Friedman, finds_a_policy_that_detects_more) {
  const double found = simulated_share(20261226, 300, [](RandomStream& random) {
    std::vector<std::vector<double>> blocks;
    for (int a = 0; a < 30; ++a) {
      const double base = random.uniform();
      blocks.push_back({base + 0.05 * random.normal(), base + 0.05 * random.normal(), base - 0.1 + 0.05 * random.normal()});
    }
    const Friedman out = friedman(blocks);
    return out.p_value <= 0.05 && out.pair_p[0][2] <= 0.05 && out.pair_p[1][2] <= 0.05;
  });
  EXPECT_GT(found, 0.9) << "seed 20261226";
}

}  // namespace
}  // namespace picket::sim
