#include "pipeline_core/rules/text_encoding.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(TextEncoding, has_the_test_vectors_of_rfc_4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

/// Whatever stands around a text, one of the three variants stands in the base64 of the whole.
TEST(TextEncoding, one_offset_stands_in_the_encoding_of_any_surroundings) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto bytes = [&](std::uint64_t n) {
      std::string out;
      while (n-- > 0) out += static_cast<char>(random.below(256));
      return out;
    };
    const std::string text = bytes(3 + random.below(10));
    const std::string before = bytes(random.below(7));
    const std::string whole = base64(before + text + bytes(random.below(5)));
    // Of 8n bits at an offset, all characters of six bits that hold nothing of a neighbour.
    const std::size_t offset = before.size() % 3;
    const std::string variant = base64_offsets(text)[offset];
    EXPECT_EQ(variant.size(), (8 * (offset + text.size())) / 6 - (8 * offset + 5) / 6) << "seed " << seed;
    EXPECT_NE(whole.find(variant), std::string::npos) << "seed " << seed;
  }
}

TEST(TextEncoding, makes_utf16_of_utf8) {
  EXPECT_EQ(utf16le("cmd"), std::string("c\0m\0d\0", 6));
  EXPECT_EQ(utf16be("cmd"), std::string("\0c\0m\0d", 6));
  EXPECT_EQ(utf16le("\xe2\x82\xac"), std::string("\xac\x20", 2));                  // U+20AC
  EXPECT_EQ(utf16be("\xf0\x90\x90\xb7"), std::string("\xd8\x01\xdc\x37", 4));      // U+10437, Unicode standard 3.9
  for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"})
    EXPECT_FALSE(utf16le(bad)) << static_cast<int>(bad[0]);
}

}  // namespace
}  // namespace picket
