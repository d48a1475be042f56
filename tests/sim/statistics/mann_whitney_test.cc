// Against R's wilcox.test (the example of its manual page) and against all ways to deal the ranks.
#include "sim/statistics/mann_whitney.h"

#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "sim/statistics/midranks.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// Permeability constants of Hollander and Wolfe; wilcox.test(x, y, alternative = "g"): W = 35, p = 0.1272 = 382/3003.
TEST(MannWhitney, agrees_with_r) {
  const std::vector<double> x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const std::vector<double> y{1.15, 0.88, 0.90, 0.74, 1.21};
  const RankSumTest test = mann_whitney(x, y);
  EXPECT_TRUE(test.exact);
  EXPECT_EQ(test.u, 35);
  EXPECT_DOUBLE_EQ(test.share_x_larger, 0.7);
  EXPECT_NEAR(test.p_value, 2 * 382.0 / 3003, 1e-12);
  const RankSumTest swapped = mann_whitney(y, x);
  EXPECT_EQ(swapped.u, 15);
  EXPECT_NEAR(swapped.p_value, test.p_value, 1e-12);
}

// With ties the truth is the share of subsets whose rank sum lies as far out on the same side, doubled.
TEST(MannWhitney, counts_ties_as_all_subsets_do) {
  const std::vector<double> x{1, 2, 2, 5};
  const std::vector<double> y{2, 3, 5, 6, 6, 7};
  std::vector<double> both = x;
  both.insert(both.end(), y.begin(), y.end());
  const std::vector<double> ranks = midranks(both).ranks;
  const RankSumTest test = mann_whitney(x, y);
  const double rank_sum = test.u + 10;
  int all = 0;
  int below = 0;
  for (unsigned subset = 0; subset < 1024U; ++subset) {
    if (std::popcount(subset) != 4) continue;
    double sum = 0;
    for (std::size_t i = 0; i < both.size(); ++i) sum += (subset >> i & 1U) != 0 ? ranks[i] : 0;
    ++all;
    below += sum <= rank_sum ? 1 : 0;
  }
  EXPECT_EQ(all, 210);
  EXPECT_NEAR(test.p_value, 2.0 * below / all, 1e-12);
}

TEST(MannWhitney, has_nothing_to_say_of_equal_or_missing_values) {
  EXPECT_EQ(mann_whitney(std::vector<double>{1, 1, 1}, std::vector<double>{1, 1}).p_value, 1);
  EXPECT_EQ(mann_whitney({}, std::vector<double>{1, 1}).p_value, 1);
  const std::vector<double> same(40, 3);
  const RankSumTest test = mann_whitney(same, same);
  EXPECT_FALSE(test.exact);
  EXPECT_EQ(test.p_value, 1);
  EXPECT_EQ(test.share_x_larger, 0.5);
}

// 10 against 12: exact level 0.0426 (U <= 29 of mean 60), 2 x P(U <= 29). 40 against 45: normal.
TEST(MannWhitney, keeps_its_level) {
  constexpr std::uint32_t kSamples = 2000;
  const auto rejects = [](RandomStream& random, std::size_t m, std::size_t n) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < m; ++i) x.push_back(random.lognormal(1, 2));
    for (std::size_t i = 0; i < n; ++i) y.push_back(random.lognormal(1, 2));
    return mann_whitney(x, y).p_value <= 0.05;
  };
  const double exact = simulated_share(20261205, kSamples, [&](RandomStream& r) { return rejects(r, 10, 12); });
  EXPECT_NEAR(exact, 0.0426, three_errors(0.05, kSamples)) << "seed 20261205";
  const double normal = simulated_share(20261206, kSamples, [&](RandomStream& r) { return rejects(r, 40, 45); });
  EXPECT_NEAR(normal, 0.05, three_errors(0.05, kSamples)) << "seed 20261206";
}

}  // namespace
}  // namespace picket::sim
