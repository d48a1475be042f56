// Against R's wilcox.test (the example of its manual page) and against all signs counted one by one.
#include "sim/statistics/wilcoxon_signed_rank.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/statistics/midranks.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

// Hamilton depression scores of Hollander and Wolfe; wilcox.test(x, y, paired = TRUE): V = 40, one-sided p = 0.01953 = 10/512.
TEST(WilcoxonSignedRank, agrees_with_r) {
  const std::vector<double> x{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const std::vector<double> y{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  std::vector<double> d;
  for (std::size_t i = 0; i < x.size(); ++i) d.push_back(x[i] - y[i]);
  const SignedRankTest test = wilcoxon_signed_rank(d);
  EXPECT_TRUE(test.exact);
  EXPECT_EQ(test.n, 9U);
  EXPECT_EQ(test.positive_rank_sum, 40);
  EXPECT_NEAR(test.p_value, 2 * 10.0 / 512, 1e-15);
}

TEST(WilcoxonSignedRank, says_the_most_it_can_when_all_differences_agree) {
  EXPECT_NEAR(wilcoxon_signed_rank(std::vector<double>{1, 2, 3, 4, 5}).p_value, 2 / 32.0, 1e-15);
  EXPECT_NEAR(wilcoxon_signed_rank(std::vector<double>{-1, -2, -3, -4, -5, -6}).p_value, 2 / 64.0, 1e-15);
}

// With ties the truth is the share of the 2^n choices of signs whose sum lies as far out on the same side, doubled.
TEST(WilcoxonSignedRank, counts_ties_as_all_signs_do) {
  const std::vector<double> d{1, 1, -1, 2, 2, 3, -3, 4, 5, 5};
  std::vector<double> sizes;
  for (const double x : d) sizes.push_back(std::fabs(x));
  const std::vector<double> ranks = midranks(sizes).ranks;
  const SignedRankTest test = wilcoxon_signed_rank(d);
  int below = 0;
  int above = 0;
  for (unsigned signs = 0; signs < 1U << d.size(); ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < d.size(); ++i) sum += (signs >> i & 1U) != 0 ? ranks[i] : 0;
    below += sum <= test.positive_rank_sum ? 1 : 0;
    above += sum >= test.positive_rank_sum ? 1 : 0;
  }
  EXPECT_NEAR(test.p_value, 2.0 * std::min(below, above) / 1024, 1e-15);
}

TEST(WilcoxonSignedRank, leaves_out_zeros) {
  const SignedRankTest test = wilcoxon_signed_rank(std::vector<double>{0, 1, 0, 2, -3});
  EXPECT_EQ(test.n, 3U);
  EXPECT_EQ(test.positive_rank_sum, 3);
  EXPECT_EQ(test.p_value, 1);
  EXPECT_EQ(wilcoxon_signed_rank(std::vector<double>{0, 0}).p_value, 1);
  EXPECT_EQ(wilcoxon_signed_rank({}).p_value, 1);
}

// At 50 differences both ways of finding p must agree, or a 51st would make p jump. Normal: n = 50, mean 637.5, variance
// 50 x 51 x 101 / 24 = 10731.25.
TEST(WilcoxonSignedRank, the_normal_one_takes_over_without_a_jump) {
  std::vector<double> d;
  for (int i = 1; i <= 50; ++i) d.push_back(i % 3 == 0 ? -i : i);
  const SignedRankTest exact = wilcoxon_signed_rank(d);
  ASSERT_TRUE(exact.exact);
  const double z = (std::fabs(exact.positive_rank_sum - 637.5) - 0.5) / std::sqrt(10731.25);
  EXPECT_NEAR(exact.p_value, std::erfc(z / std::sqrt(2.0)), 0.002);
  d.push_back(1e-9);
  EXPECT_FALSE(wilcoxon_signed_rank(d).exact);
}

// Heavy tails: the level holds, and a shift that Student's t is blind to is found. At n = 15 the exact test can reject with
// 0.0479 (V <= 25), near enough the nominal level.
TEST(WilcoxonSignedRank, keeps_its_level) {
  constexpr std::uint32_t kSamples = 4000;
  const auto rejects = [](RandomStream& random, std::size_t n, double shift) {
    std::vector<double> d;
    for (std::size_t i = 0; i < n; ++i) d.push_back(random.normal() / random.uniform() + shift);
    return wilcoxon_signed_rank(d).p_value <= 0.05;
  };
  const double level = simulated_share(20261202, kSamples, [&](RandomStream& r) { return rejects(r, 15, 0); });
  EXPECT_NEAR(level, 0.0479, three_errors(0.05, kSamples)) << "seed 20261202";
  const double normal = simulated_share(20261203, kSamples, [&](RandomStream& r) { return rejects(r, 60, 0); });
  EXPECT_NEAR(normal, 0.05, three_errors(0.05, kSamples)) << "seed 20261203";
  EXPECT_GT(simulated_share(20261204, 500, [&](RandomStream& r) { return rejects(r, 60, 2); }), 0.9) << "seed 20261204";
}

}  // namespace
}  // namespace picket::sim
