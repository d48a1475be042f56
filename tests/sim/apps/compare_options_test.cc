#include "sim/apps/compare_options.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(CompareOptions, a_threshold_is_a_share_or_per_cent) {
  EXPECT_DOUBLE_EQ(threshold_of("1 %").value(), 0.01);
  EXPECT_DOUBLE_EQ(threshold_of("2.5%").value(), 0.025);
  EXPECT_DOUBLE_EQ(threshold_of("0.03").value(), 0.03);
  EXPECT_DOUBLE_EQ(threshold_of("0").value(), 0);
}

TEST(CompareOptions, what_is_no_share_is_refused) {
  for (const char* words : {"", "much", "-1 %", "nan", "inf", "1 percent", "1 % of it", "2000 %"}) EXPECT_FALSE(threshold_of(words).has_value()) << words;
}

}  // namespace
}  // namespace picket::sim
