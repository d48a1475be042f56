#include "sim/live/mqtt/base64.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// RFC 4648, section 10.
TEST(Base64, has_the_words_of_its_standard) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encoded(bytes), text);
    const std::optional<Secret> decoded = base64_decoded(text);
    ASSERT_TRUE(decoded.has_value()) << text;
    EXPECT_EQ(decoded->exposed(), bytes);
  }
}

TEST(Base64, brings_every_byte_back) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  const std::optional<Secret> decoded = base64_decoded(base64_encoded(bytes));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->exposed(), bytes);
}

TEST(Base64, refuses_what_is_none) {
  for (const char* text : {"Zg=", "Zg", "Z===", "====", "Zm9v\n", " Zm9", "Zg==Zg==", "Zm-v", "Zm_v", "Zh==", "Zm9="}) {
    EXPECT_FALSE(base64_decoded(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace picket::sim
