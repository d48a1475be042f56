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

TEST(DisplayWidth, counts_what_is_no_text_as_terminals_show_it) {
  EXPECT_EQ(display_width("\xff\xfe"), 2U);
  EXPECT_EQ(display_width("\xe2\x82"), 1U);  // the euro sign without its last byte: one U+FFFD
}

}  // namespace
}  // namespace picket
