#include "reports/display_width.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(DisplayWidth, counts_characters_and_not_bytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("µs – ∞"), 6U);
  EXPECT_EQ(display_width("e\u0301"), 1U);  // e and a combining acute accent
  EXPECT_EQ(display_width("監視"), 4U);
  EXPECT_EQ(display_width(""), 0U);
}

TEST(DisplayWidth, counts_broken_bytes_as_one_each) {
  EXPECT_EQ(display_width("\xff\xfe"), 2U);
  EXPECT_EQ(display_width("\xe2\x82"), 2U);  // the euro sign without its last byte
}

TEST(Printable, takes_the_power_from_control_characters) {
  EXPECT_EQ(printable("a\x1b[31mb\nc"), "a?[31mb?c");
  EXPECT_EQ(printable("x\u202ey"), "x?y");
  EXPECT_EQ(printable("\xc0\xaf"), "??");  // an overlong slash
  EXPECT_EQ(printable("µ∞監"), "µ∞監");
}

}  // namespace
}  // namespace picket
