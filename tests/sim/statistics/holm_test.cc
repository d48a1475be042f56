// Vector of R 4.2.2: p.adjust(p, "holm").
#include "sim/statistics/holm.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace picket::sim
