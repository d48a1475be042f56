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
    EXPECT_EQ(lower(c), static_cast<char>(std::tolower(byte))) << byte;
  }
}

}  // namespace
}  // namespace picket
