#include "agent_core/base/json_escape.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "agent_core/base/text.h"

namespace picket {
namespace {

std::string escaped(std::string_view text) {
  std::string out = "<";
  append_json_escaped(text, out);
  return out.substr(1);
}

// By RFC 8259, section 7.
TEST(JsonEscape, escapes_what_the_standard_requires_and_nothing_else) {
  EXPECT_EQ(escaped("sh -c \"a\\b\""), R"(sh -c \"a\\b\")");
  EXPECT_EQ(escaped("\b\f\n\r\t"), R"(\b\f\n\r\t)");
  EXPECT_EQ(escaped(std::string_view("\0\x1f", 2)), R"(\u0000\u001f)");
  EXPECT_EQ(escaped("/\x7f\xc3\xa9"), "/\x7f\xc3\xa9");
  EXPECT_EQ(escaped(""), "");
}

TEST(JsonEscape, tells_the_length_that_it_writes_and_that_a_text_table_tells) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text(random.below(40) + 1, ' ');
    for (char& c : text) c = static_cast<char>(random.below(random.chance(0.5) ? 48 : 256));
    EXPECT_EQ(escaped(text).size(), json_escaped_length(text)) << "seed " << seed;
    TextTable texts;
    EXPECT_EQ(texts.json_length(texts.intern(text)), json_escaped_length(text)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace picket
