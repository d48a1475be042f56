#include "sim/statistics/sign_test.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/statistics/reference_distributions.h"
#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(SignTest, each_value_on_one_side_halves_the_chance) {
  EXPECT_EQ(sign_test_of_one_side(0), 1);
  EXPECT_EQ(sign_test_of_one_side(1), 0.5);
  EXPECT_EQ(sign_test_of_one_side(5), 1 / 32.0);
  EXPECT_NEAR(sign_test_of_one_side(40), binomial_cdf(0, 40, 0.5), 1e-20);
}

TEST(SignTest, tells_rounding_from_a_difference) {
  EXPECT_TRUE(is_rounding(0, 0));
  EXPECT_TRUE(is_rounding(1e-9, 12345.6));
  EXPECT_FALSE(is_rounding(1e-6, 12345.6));
  EXPECT_FALSE(is_rounding(1e-30, 0));
}

// A peak that is 100 in 3 of 5 runs and 400 in the others: its mean, 220, breaks a bound of 150, though its median keeps it. Five
// values of 100 come up in 0.6^5 = 7.8 % of studies, and a p of 0 would pass the bound in each. With looks at five and at ten
// the sign test passes none at five (2/32), and 0.6^10 = 0.6 % at ten.
TEST(SignTest, a_measure_that_moves_in_steps_passes_rarely_by_luck) {
  constexpr std::uint32_t kSamples = 4000;
  const auto equal_up_to = [](RandomStream& random, int n) {
    for (int i = 0; i < n; ++i) {
      if (!random.chance(0.6)) return false;
    }
    return true;
  };
  const double at_five = simulated_share(20261238, kSamples, [&](RandomStream& r) { return equal_up_to(r, 5); });
  EXPECT_GT(at_five, 0.05) << "seed 20261238";
  constexpr double kLooks = 2;
  const double passes = simulated_share(20261238, kSamples, [&](RandomStream& r) {
    for (const int n : {5, 10}) {
      RandomStream again = r;
      if (equal_up_to(again, n) && kLooks * sign_test_of_one_side(static_cast<std::uint32_t>(n)) <= 0.05) return true;
    }
    return false;
  });
  EXPECT_NEAR(passes, std::pow(0.6, 10), three_errors(std::pow(0.6, 10), kSamples)) << "seed 20261238";
}

}  // namespace
}  // namespace picket::sim
