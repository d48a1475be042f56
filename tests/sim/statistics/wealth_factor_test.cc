#include "sim/statistics/wealth_factor.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(WealthFactor, of_zero_and_one_is_the_ratio_of_likelihoods) {
  EXPECT_DOUBLE_EQ(wealth_factor(1, 0.8, 0.9), 0.9 / 0.8);
  EXPECT_DOUBLE_EQ(wealth_factor(0, 0.8, 0.9), 0.1 / 0.2);
}

// Two values, 0.5 and 1, with chances that give the mean of the hypothesis: 0.8 = 0.4 * 0.5 + 0.6 * 1.
TEST(WealthFactor, has_a_mean_of_one_under_the_hypothesis) {
  EXPECT_DOUBLE_EQ(0.4 * wealth_factor(0.5, 0.8, 0.9) + 0.6 * wealth_factor(1, 0.8, 0.9), 1);
}

TEST(WealthFactor, grows_on_the_side_of_the_alternative) {
  EXPECT_GT(wealth_factor(0.9, 0.8, 0.95), 1);
  EXPECT_LT(wealth_factor(0.7, 0.8, 0.95), 1);
  EXPECT_GT(wealth_factor(0.7, 0.8, 0.6), 1);
}

}  // namespace
}  // namespace picket::sim
