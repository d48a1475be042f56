#include "pipeline_core/findings/wide_range.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

// Shorter than /16 and /32 is wide here.
TEST(WideRange, is_everything_or_a_block_of_a_shorter_prefix) {
  for (const char* wide : {"", "*", "any", "Any", "anywhere", "0.0.0.0", "::", "0.0.0.0/0", "10.0.0.0/15", "10.1.2.3/8",
                           "::/0", "2001:db8::/31"}) {
    EXPECT_EQ(is_wide(wide, 16, 32), true) << wide;
  }
  for (const char* narrow : {"10.1.0.0/16", "10.1.2.3", "10.1.2.3/32", "2001:db8::/32", "2001:db8::1"}) {
    EXPECT_EQ(is_wide(narrow, 16, 32), false) << narrow;
  }
}

TEST(WideRange, says_nothing_of_what_is_no_range) {
  for (const char* text : {"10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8 ", "10.0.0.0/33", "10.0.0.0/-1", "300.0.0.0/4", "/8",
                           "::/129", "everywhere", "10.0.0.0/99999999999"}) {
    EXPECT_EQ(is_wide(text, 16, 32), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace picket
