#include "pipeline_core/rules/number_spelling.h"

#include <gtest/gtest.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <regex>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(NumberSpelling, is_the_shortest) {
  EXPECT_EQ(spell_number(0), "0");
  EXPECT_EQ(spell_number(-0.0), "0");
  EXPECT_EQ(spell_number(8080), "8080");
  EXPECT_EQ(spell_number(-3), "-3");
  EXPECT_EQ(spell_number(0.1), "0.1");
  EXPECT_EQ(spell_number(1e6), "1000000");
  EXPECT_EQ(spell_number(1e14), "100000000000000");
  EXPECT_EQ(spell_number(1e300), "1e+300");
}

std::string print(const char* format, int digits, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, digits, value);
  return text;
}

/// Significant digits of a spelling: those of its mantissa without the zeros around.
std::size_t digits_of(std::string text) {
  text.resize(std::min(text.find('e'), text.size()));
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  text.erase(0, text.find_first_not_of('0'));
  text.erase(text.find_last_not_of('0') + 1);
  return text.size();
}

/// Independent truth: the C library reads every spelling back, and with fewer digits it prints another number.
TEST(NumberSpelling, reads_back_and_has_no_digit_too_many) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    double value = std::bit_cast<double>(random.next());
    if (i % 3 == 1) value = static_cast<double>(random.below(1ULL << 53)) / static_cast<double>(1 + random.below(1'000));
    if (i % 3 == 2) value = static_cast<double>(random.below(1ULL << random.below(50)));
    if (!std::isfinite(value)) continue;
    const std::string text = spell_number(value);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    EXPECT_EQ(read_number(text), value) << text;
    // Whole numbers that are written out have all their digits.
    const bool small = std::abs(value) < 1e15;
    if (value == std::trunc(value) && (small || text.find('e') == std::string::npos)) {
      EXPECT_EQ(text, value == 0 ? "0" : print("%.*f", 0, value));
      continue;
    }
    int least = 0;
    while (std::strtod(print("%.*e", least, value).c_str(), nullptr) != value) ++least;
    EXPECT_EQ(digits_of(text), static_cast<std::size_t>(least) + 1) << text;
  }
}

/// Independent truths: RFC 8259's grammar, all of which must be read, and strtod, which reads more and nothing else.
TEST(NumberSpelling, reads_what_json_writes) {
  const std::regex json(R"(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)");
  constexpr std::string_view kAlphabet = "00123459..eE+--nNiIfFaAxX ";
  std::size_t read = 0;
  std::size_t by_grammar = 0;
  for (std::uint32_t seed = 0; seed < 200'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text;
    const std::uint64_t letters = random.below(4) == 0 ? kAlphabet.size() : 14;
    for (std::uint64_t n = 1 + random.below(6); n > 0; --n) text += kAlphabet[random.below(letters)];
    const auto number = read_number(text);
    char* end = nullptr;
    errno = 0;
    const double expected = std::strtod(text.c_str(), &end);
    const bool in_range = errno == 0 && std::isfinite(expected);
    if (std::regex_match(text, json)) {
      ASSERT_EQ(number.has_value(), in_range) << text;
      ++by_grammar;
    }
    if (!number) continue;
    ++read;
    ASSERT_EQ(*end, '\0') << text;
    ASSERT_EQ(*number, expected) << text;
  }
  EXPECT_GT(by_grammar, 5'000u);
  EXPECT_GE(read, by_grammar - by_grammar / 10);
}

TEST(NumberSpelling, refuses_what_is_no_finite_decimal_number) {
  for (const char* text : {"", " ", "5 ", " 5", "+5", "--5", "0x10", "1e", "e5", ".", "-", "inf", "-inf", "infinity", "nan", "NaN",
                           "1e400", "-1e400", "1e-400", "5x", "1,5"})
    EXPECT_FALSE(read_number(text)) << '\'' << text << '\'';
  EXPECT_FALSE(read_number(std::string_view("5\0", 2)));
  EXPECT_EQ(read_number("05"), 5);
  EXPECT_EQ(read_number("5."), 5);
  EXPECT_EQ(read_number(".5"), 0.5);
}

}  // namespace
}  // namespace picket
