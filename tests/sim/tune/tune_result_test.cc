#include "sim/tune/tune_result.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// Student's interval of these reaches to -3.6.
TEST(TuneResult, an_interval_of_an_amount_does_not_reach_below_zero) {
  TuneMeasure measure;
  measure.name = "time_to_detect_restricted_mean_seconds";
  const Estimate estimate = sample_estimate(measure, {{0, 0, 0, 0, 10}, {}});
  EXPECT_EQ(estimate.value, 2);
  ASSERT_TRUE(estimate.ci_low && estimate.ci_high);
  EXPECT_EQ(*estimate.ci_low, 0);
  EXPECT_NEAR(*estimate.ci_high, 2 + 2.776 * 2, 0.01);  // t(4) s / sqrt(5), s = 4.472
}

}  // namespace
}  // namespace picket::sim
