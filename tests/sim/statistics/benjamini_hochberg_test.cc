// Vector of R 4.2.2: p.adjust(p, "BH").
#include "sim/statistics/benjamini_hochberg.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/statistics/reference_distributions.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(BenjaminiHochberg, agrees_with_r_whatever_the_order) {
  const std::vector<double> p{0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216};
  const std::vector<double> expected{0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.74 / 7, 0.216, 0.216, 0.216};
  const std::vector<double> adjusted = benjamini_hochberg_adjusted(p);
  const std::vector<double> reversed = benjamini_hochberg_adjusted(std::vector<double>(p.rbegin(), p.rend()));
  ASSERT_EQ(adjusted.size(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_NEAR(adjusted[i], expected[i], 1e-12) << i;
    EXPECT_NEAR(reversed[p.size() - 1 - i], expected[i], 1e-12) << i;
  }
}

TEST(BenjaminiHochberg, never_exceeds_one) {
  EXPECT_EQ(benjamini_hochberg_adjusted(std::vector<double>{1, 0.9}), (std::vector<double>{1, 1}));
  EXPECT_TRUE(benjamini_hochberg_adjusted({}).empty());
}

// Ten hypotheses, seven true, three with a shift of 3 standard errors. The mean share of false ones among those rejected at
// q = 0.1 is 0.1 x 7/10 = 0.07 for independent p values, exactly. A share of a sample varies by less than 1/2.
TEST(BenjaminiHochberg, keeps_the_share_of_false_rejections) {
  constexpr std::uint32_t kSamples = 4000;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
    RandomStream random(20261201, sample, 0, Purpose::kTest);
    std::vector<double> p;
    for (int i = 0; i < 10; ++i) p.push_back(normal_two_sided_p(random.normal() + (i < 3 ? 3 : 0)));
    const std::vector<double> adjusted = benjamini_hochberg_adjusted(p);
    double rejected = 0;
    double falsely = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      rejected += adjusted[i] <= 0.1 ? 1 : 0;
      falsely += adjusted[i] <= 0.1 && i >= 3 ? 1 : 0;
    }
    const double share = rejected > 0 ? falsely / rejected : 0;
    sum += share;
    squares += share * share;
  }
  const double mean = sum / kSamples;
  const double error = std::sqrt((squares / kSamples - mean * mean) / kSamples);
  EXPECT_NEAR(mean, 0.07, 3 * error) << "seed 20261201";
}

}  // namespace
}  // namespace picket::sim
