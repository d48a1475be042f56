// Vector of R 4.2.2: quantile(1:10, c(.5, .9, .95), type = 8).
#include "sim/statistics/quantile.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(SampleQuantile, agrees_with_type_8_of_r) {
  const std::vector<double> values{10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  EXPECT_NEAR(sample_quantile(values, 0.5), 5.5, 1e-12);
  EXPECT_NEAR(sample_quantile(values, 0.9), 9.6333333333, 1e-9);
  EXPECT_EQ(sample_quantile(values, 0.95), 10);
}

TEST(SampleQuantile, stays_within_the_sample) {
  EXPECT_EQ(sample_quantile({3, 1, 2}, 0), 1);
  EXPECT_EQ(sample_quantile({3, 1, 2}, 1), 3);
  EXPECT_EQ(sample_quantile({4}, 0.3), 4);
}

}  // namespace
}  // namespace picket::sim
