#include "sim/apps/run_options.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(RunOptions, a_precision_is_per_cent_with_or_without_the_sign) {
  EXPECT_DOUBLE_EQ(precision_of_word("5 %").value(), 0.05);
  EXPECT_DOUBLE_EQ(precision_of_word("5%").value(), 0.05);
  EXPECT_DOUBLE_EQ(precision_of_word("2.5").value(), 0.025);
  for (const char* wrong : {"", "%", "0", "0.05", "51 %", "-5", "nan", "five", "5 % or so", "5 %%"}) {
    EXPECT_FALSE(precision_of_word(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace picket::sim
