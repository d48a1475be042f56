#include "sim/results/utf8_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

/// Another implementation: what nlohmann's JSON writer makes of a string with `error_handler_t::replace`.
std::string replaced_by_another(const std::string& text) {
  return nlohmann::json::parse(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

TEST(Utf8Text, leaves_what_is_well_formed) {
  for (const std::string text : {"", "plain \"text\"\n", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x94\x92", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(well_formed_utf8(text), text);
  }
}

// The Unicode Standard 15.0, tables 3-8 to 3-11: surrogates and overlong forms byte by byte, cut sequences as one.
TEST(Utf8Text, replaces_maximal_subparts) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(well_formed_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82" "A"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(well_formed_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF" "A"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(well_formed_utf8("\xF4\x91\x92\x93\xFF" "A\x80\xBF" "B"), r + r + r + r + r + "A" + r + r + "B");
  EXPECT_EQ(well_formed_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF" "A"), r + r + r + r + "A");
}

TEST(Utf8Text, agrees_with_another_implementation_on_random_bytes) {
  RandomStream random(7, 0, 0, Purpose::kTest);
  constexpr std::string_view kBytes("\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff");
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = random.below(9); n > 0; --n) text += kBytes[random.below(kBytes.size())];
    ASSERT_EQ(well_formed_utf8(text), replaced_by_another(text)) << "seed 7, text " << i;
  }
}

}  // namespace
}  // namespace picket::sim
