#include "agent_core/base/ascii.h"

#include <gtest/gtest.h>

#include <cctype>

namespace picket {
namespace {

/// The program runs in locale "C", where <cctype> knows ASCII alone.
TEST(Ascii, agrees_with_the_c_locale_on_every_byte) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    EXPECT_EQ(is_digit(c), std::isdigit(byte) != 0) << byte;
    EXPECT_EQ(is_letter(c), std::isalpha(byte) != 0) << byte;
    EXPECT_EQ(is_alphanumeric(c), std::isalnum(byte) != 0) << byte;
    EXPECT_EQ(is_hex_digit(c), std::isxdigit(byte) != 0) << byte;
    EXPECT_EQ(is_word(c), std::isalnum(byte) != 0 || byte == '_') << byte;
    EXPECT_EQ(lower(c), static_cast<char>(std::tolower(byte))) << byte;
  }
}

TEST(Ascii, lowers_every_byte_of_a_text) {
  std::string all;
  std::string expected;
  for (int byte = 0; byte < 256; ++byte) {
    all += static_cast<char>(byte);
    expected += static_cast<char>(std::tolower(byte));
  }
  EXPECT_EQ(lower(all), expected);
  std::string reused = "what it held before is longer than what comes";
  lower("Ab", reused);
  EXPECT_EQ(reused, "ab");
  EXPECT_EQ(lower(""), "");
}

}  // namespace
}  // namespace picket
