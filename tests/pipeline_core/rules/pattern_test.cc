#include "pipeline_core/rules/pattern.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include "agent_core/base/random.h"
#include "agent_core/base/utf8.h"
#include "tests/pipeline_core/rules/textbook_match.h"

namespace picket {
namespace {

using testing_support::textbook_match;

bool matches(std::string_view pattern, std::string_view text, bool cased = false) {
  return TextPattern(parse_pattern(pattern), cased).matches(text);
}

TEST(TextPattern, reads_wildcards_and_escapes) {
  EXPECT_TRUE(matches("a*b?c", "axxb.c"));
  EXPECT_FALSE(matches("a*b?c", "axxbc"));
  EXPECT_TRUE(matches(R"(a\*b)", "a*b"));
  EXPECT_FALSE(matches(R"(a\*b)", "axb"));
  EXPECT_TRUE(matches(R"(a\\*b)", R"(a\xyzb)"));
  EXPECT_TRUE(matches(R"(end\)", R"(end\)"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_FALSE(matches("?", ""));
}

TEST(TextPattern, folds_case_unless_asked_not_to) {
  EXPECT_TRUE(matches("ABC*", "abcd"));  // given folded text
  EXPECT_FALSE(matches("ABC*", "abcd", true));
  EXPECT_TRUE(matches("ABC*", "ABCd", true));
}

TEST(TextPattern, has_the_windash_variants) {
  std::vector<std::string> spelled;
  for (const PatternParts& parts : windash_variants(parse_pattern(" -enc "))) spelled.push_back(parts.at(0).text);
  EXPECT_THAT(spelled, ::testing::UnorderedElementsAre(" -enc ", " /enc ", " \xe2\x80\x93" "enc ", " \xe2\x80\x94" "enc ",
                                                       " \xe2\x80\x95" "enc "));
  EXPECT_EQ(windash_variants(parse_pattern("/c -d")).size(), 25u);
  EXPECT_EQ(windash_variants(parse_pattern(" -foo-bar ")).size(), 5u);
  EXPECT_TRUE(windash_variants(parse_pattern("-a -b -c -d -e")).empty());
}

TEST(TextPattern, agrees_with_the_textbook_on_random_patterns) {
  for (std::uint32_t seed = 0; seed < 20000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string pattern;
    std::string text;
    for (std::uint64_t n = random.below(7); n > 0; --n) pattern += "ab*?"[random.below(4)];
    for (std::uint64_t n = random.below(9); n > 0; --n) text += "ab"[random.below(2)];
    ASSERT_EQ(matches(pattern, text), textbook_match(pattern, text))
        << "seed " << seed << " pattern " << pattern << " text " << text;
  }
}

/// Independent truth: RE2, to which `?` is `.` and `*` is `.*`, over whole characters and U+FFFD for what is none.
TEST(TextPattern, takes_one_character_or_one_byte_for_a_question_mark) {
  constexpr const char* kPieces[] = {"a", "b", "\xc3\xa9", "\xe2\x82\xac", "\xff", "\x80", "\xe2\x82", "\xc0\xaf", "\xf4"};
  std::size_t matched = 0;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string pattern;
    std::string text;
    std::string expression = "(?s)^";
    for (std::uint64_t n = random.below(6); n > 0; --n) {
      const std::uint64_t part = random.below(6);
      pattern += part == 0 ? "*" : part <= 2 ? "?" : kPieces[part - 3];
      expression += part == 0 ? ".*" : part <= 2 ? "." : kPieces[part - 3];
    }
    for (std::uint64_t n = random.below(7); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
    const bool expected = re2::RE2::PartialMatch(well_formed_utf8(text), re2::RE2(expression + "$"));
    ASSERT_EQ(matches(pattern, text), expected) << "seed " << seed;
    matched += expected ? 1 : 0;
  }
  EXPECT_GT(matched, 1'000u);
}

TEST(TextPattern, knows_its_shape_and_what_a_text_must_hold) {
  using Shape = TextPattern::Shape;
  const auto shape = [](std::string_view pattern) { return TextPattern(parse_pattern(pattern), false).shape(); };
  const auto needed = [](std::string_view pattern) { return TextPattern(parse_pattern(pattern), true).needed(); };
  EXPECT_EQ(shape(""), Shape::kEquals);
  EXPECT_EQ(shape("a"), Shape::kEquals);
  EXPECT_EQ(shape("a***"), Shape::kStarts);
  EXPECT_EQ(shape("**a"), Shape::kEnds);
  EXPECT_EQ(shape("*a**"), Shape::kContains);
  EXPECT_EQ(shape("***"), Shape::kAnything);
  EXPECT_EQ(shape("a*b"), Shape::kGeneral);
  EXPECT_EQ(shape("?"), Shape::kGeneral);
  EXPECT_EQ(needed("*aB*"), "ab");
  EXPECT_EQ(needed("*a*BcD?e"), "bcd");
  EXPECT_EQ(needed("*?*"), "");
}

// As long as a value may be: taking a star off the front moved all others, which took seconds for a file of such values.
TEST(TextPattern, of_many_stars_is_made_in_no_time) {
  const std::string stars(8'192, '*');
  for (int i = 0; i < 100; ++i) EXPECT_EQ(TextPattern(parse_pattern(stars), false).shape(), TextPattern::Shape::kAnything);
  EXPECT_FALSE(matches(stars + "z" + stars + "y", "z"));
}

}  // namespace
}  // namespace picket
