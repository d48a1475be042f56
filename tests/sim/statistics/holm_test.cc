// Vector of R 4.2.2: p.adjust(p, "holm").
#include "sim/statistics/holm.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/statistics/reference_distributions.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(Holm, agrees_with_r_whatever_the_order) {
  const std::vector<double> p{0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216};
  const std::vector<double> expected{0.010, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615};
  const std::vector<double> adjusted = holm_adjusted(p);
  const std::vector<double> reversed = holm_adjusted(std::vector<double>(p.rbegin(), p.rend()));
  ASSERT_EQ(adjusted.size(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_NEAR(adjusted[i], expected[i], 1e-12) << i;
    EXPECT_NEAR(reversed[p.size() - 1 - i], expected[i], 1e-12) << i;
  }
}

TEST(Holm, never_exceeds_one) {
  EXPECT_EQ(holm_adjusted(std::vector<double>{0.9, 0.8}), (std::vector<double>{1, 1}));
  EXPECT_TRUE(holm_adjusted({}).empty());
}

// Ten hypotheses, eight of them true: any of these is rejected in 5 % of studies at most. The two false ones are always
// rejected, so the true ones are held to 0.05/8 each: 1 - (1 - 0.05/8)^8 = 4.9 %.
TEST(Holm, keeps_the_chance_of_any_false_rejection) {
  constexpr std::uint32_t kSamples = 4000;
  const double any = simulated_share(20261241, kSamples, [](RandomStream& random) {
    std::vector<double> p;
    for (int i = 0; i < 10; ++i) p.push_back(normal_two_sided_p(random.normal() + (i < 2 ? 8 : 0)));
    const std::vector<double> adjusted = holm_adjusted(p);
    return *std::min_element(adjusted.begin() + 2, adjusted.end()) <= 0.05;
  });
  EXPECT_NEAR(any, 0.049, three_errors(0.049, kSamples)) << "seed 20261241";
}

}  // namespace
}  // namespace picket::sim
