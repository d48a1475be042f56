#include "agent_core/base/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "agent_core/base/random.h"

namespace picket {
namespace {

// Independent truth: table 3-7 of The Unicode Standard 15.0, written down row by row, and table 3-6 for the bits.
// It shares nothing with the reader, which finds its way byte by byte.
struct Row {
  std::size_t length;
  std::array<std::array<unsigned, 2>, 4> bytes;
};
constexpr Row kTable37[] = {
    {1, {{{0x00, 0x7F}}}},
    {2, {{{0xC2, 0xDF}, {0x80, 0xBF}}}},
    {3, {{{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}}}},
    {3, {{{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {3, {{{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}}}},
    {3, {{{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}}},
    {4, {{{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}}},
};

unsigned byte_of(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

/// Whether the first `n` bytes of `text` fit the first `n` of a row.
bool fits(const Row& row, std::string_view text, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (byte_of(text, i) < row.bytes[i][0] || byte_of(text, i) > row.bytes[i][1]) return false;
  }
  return true;
}

CodePoint by_the_table(std::string_view text) {
  for (const Row& row : kTable37) {
    if (text.size() < row.length || !fits(row, text, row.length)) continue;
    std::uint32_t value = row.length == 1 ? byte_of(text, 0) : byte_of(text, 0) % (1U << (7 - row.length));
    for (std::size_t i = 1; i < row.length; ++i) value = value * 64 + byte_of(text, i) % 64;
    return {value, static_cast<std::uint8_t>(row.length), true};
  }
  std::size_t longest = 1;
  for (const Row& row : kTable37) {
    for (std::size_t n = 2; n < row.length && n <= text.size(); ++n) {
      if (fits(row, text, n)) longest = std::max(longest, n);
    }
  }
  return {0xFFFD, static_cast<std::uint8_t>(longest), false};
}

bool agrees(std::string_view text) {
  const CodePoint found = first_code_point(text);
  const CodePoint truth = by_the_table(text);
  return found.value == truth.value && found.bytes == truth.bytes && found.well_formed == truth.well_formed;
}

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4], out += "0123456789ABCDEF"[c & 15];
  return out;
}

TEST(Utf8, is_table_3_7_for_all_texts_of_one_to_three_bytes) {
  std::size_t well_formed = 0;
  for (unsigned a = 0; a < 256; ++a) {
    std::string text{static_cast<char>(a)};
    ASSERT_TRUE(agrees(text)) << hex(text);
    for (unsigned b = 0; b < 256; ++b) {
      text = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_TRUE(agrees(text)) << hex(text);
      for (unsigned c = 0; c < 256; ++c) {
        text = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
        ASSERT_TRUE(agrees(text)) << hex(text);
        const CodePoint first = first_code_point(text);
        well_formed += first.well_formed && first.bytes == 3 ? 1 : 0;
      }
    }
  }
  // U+0800 to U+FFFF without the 2,048 surrogates.
  EXPECT_EQ(well_formed, 0x10000U - 0x800U - 0x800U);
}

// Every code point once, and 2^20 texts of four bytes that lie at and around the bounds of the table.
TEST(Utf8, is_table_3_7_for_texts_of_four_bytes) {
  RandomStream random(11, 0, 0, Purpose::kTest);
  constexpr std::string_view kBounds("\x00\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xec\xed\xef\xf0\xf1\xf3\xf4\xf5\xff", 22);
  for (int i = 0; i < 1 << 20; ++i) {
    std::string text;
    text += static_cast<char>(0xef + random.below(8));
    for (int k = 0; k < 3; ++k) text += random.below(2) == 0 ? kBounds[random.below(kBounds.size())] : static_cast<char>(0x80 + random.below(64));
    ASSERT_TRUE(agrees(text)) << hex(text) << ", seed 11";
  }
  for (std::uint32_t code = 0x10000; code <= 0x10FFFF; ++code) {
    const std::string text{static_cast<char>(0xF0 + code / 0x40000), static_cast<char>(0x80 + code / 0x1000 % 64),
                           static_cast<char>(0x80 + code / 64 % 64), static_cast<char>(0x80 + code % 64)};
    const CodePoint c = first_code_point(text);
    ASSERT_TRUE(c.well_formed && c.value == code && c.bytes == 4) << code;
  }
}

TEST(Utf8, a_text_is_well_formed_if_each_of_its_characters_is) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("eight bytes and more, caf\xc3\xa9, \xe2\x82\xac and \xf0\x9f\x94\x92 at odd places"));
  const std::string plain(40, 'x');
  for (std::size_t at = 0; at <= plain.size(); ++at) {
    for (const char* bad : {"\xff", "\xc3", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
      EXPECT_FALSE(is_utf8(plain.substr(0, at) + bad + plain.substr(at))) << at << ' ' << hex(bad);
    }
    EXPECT_TRUE(is_utf8(plain.substr(0, at) + "\xf4\x8f\xbf\xbf" + plain.substr(at))) << at;
  }
}

TEST(Utf8, leaves_what_is_well_formed) {
  for (const std::string text : {"", "plain \"text\"\n", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x94\x92", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(well_formed_utf8(text), text);
  }
}

// The Unicode Standard 15.0, tables 3-8 to 3-11: surrogates and overlong forms byte by byte, cut sequences as one.
TEST(Utf8, replaces_maximal_subparts) {
  const auto expected = [](std::string_view marks) {
    std::string out;
    for (const char c : marks) out += c == '?' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    return out;
  };
  EXPECT_EQ(well_formed_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82" "A"), expected("????????A"));
  EXPECT_EQ(well_formed_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF" "A"), expected("????????A"));
  EXPECT_EQ(well_formed_utf8("\xF4\x91\x92\x93\xFF" "A\x80\xBF" "B"), expected("?????A??B"));
  EXPECT_EQ(well_formed_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF" "A"), expected("????A"));
}

TEST(Utf8, a_prefix_is_the_longest_that_splits_no_character) {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x92z";  // 1, 2, 3, 4 and 1 bytes
  constexpr std::size_t kEnds[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
  for (std::size_t n = 0; n < std::size(kEnds); ++n) EXPECT_EQ(utf8_prefix(text, n), text.substr(0, kEnds[n])) << n;
  EXPECT_EQ(utf8_prefix(text, 500), text);
  // What is no character is not kept together, and cannot make a prefix empty.
  EXPECT_EQ(utf8_prefix("\x80\x80\x80\x80\x80\x80", 4), "\x80\x80\x80\x80");
  EXPECT_EQ(utf8_prefix("ab\xe2\x82zz", 4), "ab\xe2\x82");
  EXPECT_EQ(utf8_prefix("ab\xe2zz", 3), "ab\xe2");
}

TEST(Utf8, a_prefix_of_well_formed_text_is_well_formed_and_hardly_shorter) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  constexpr std::string_view kCharacters[] = {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x94\x92"};
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    for (std::uint64_t n = random.below(20); n > 0; --n) text += kCharacters[random.below(std::size(kCharacters))];
    const std::size_t bytes = random.below(text.size() + 2);
    const std::string_view prefix = utf8_prefix(text, bytes);
    ASSERT_TRUE(is_utf8(prefix) && text.starts_with(prefix) && prefix.size() <= bytes) << "seed 3, text " << i;
    ASSERT_GT(prefix.size() + 4, std::min(bytes, text.size())) << "seed 3, text " << i;
  }
}

TEST(Printable, takes_the_power_from_control_characters) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\td\x7f"), "a\\x1b[31mb\\x0ac\\x09d\\x7f");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\u009b31m");  // U+009B is CSI to a terminal
  EXPECT_EQ(printable("\xc2\xa0"), "\xc2\xa0");           // U+00A0 is a space
}

// UAX #9, table 4 and the property Bidi_Control of PropList.txt.
TEST(Printable, turns_no_direction) {
  const std::pair<const char*, const char*> kTurns[] = {
      {"\u061c", "\\u061c"}, {"\u200e", "\\u200e"}, {"\u200f", "\\u200f"}, {"\u202a", "\\u202a"}, {"\u202b", "\\u202b"},
      {"\u202c", "\\u202c"}, {"\u202d", "\\u202d"}, {"\u202e", "\\u202e"}, {"\u2066", "\\u2066"}, {"\u2067", "\\u2067"},
      {"\u2068", "\\u2068"}, {"\u2069", "\\u2069"}, {"\u2028", "\\u2028"}, {"\u2029", "\\u2029"}};
  for (const auto& [text, escape] : kTurns) EXPECT_EQ(printable(std::string("x") + text + "y"), std::string("x") + escape + "y");
}

TEST(Printable, shows_bytes_that_are_no_text) {
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");  // an overlong slash
  EXPECT_EQ(printable("a\xe2\x82z"), "a\\xe2\\x82z");
  EXPECT_EQ(printable("\xff"), "\\xff");
}

TEST(Printable, leaves_what_is_harmless_and_what_it_has_made) {
  for (const std::string text : {"", "plain 'text' \\d+", "µ∞監 שלום", "\xf0\x9f\x94\x92"}) EXPECT_EQ(printable(text), text);
  const std::string once = printable("\x1b]0;title\x07\xff\u202e");
  EXPECT_EQ(printable(once), once);
}

TEST(Printable, keeps_the_line_ends_of_lines_and_nothing_more) {
  EXPECT_EQ(printable_lines("a\x1b[31m\r\n\tb\n"), "a\\x1b[31m\\x0d\n\\x09b\n");
}

}  // namespace
}  // namespace picket
