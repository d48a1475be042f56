// Ranges as they are typed: levels, units, errors with their places.

#include "sim/sweep/parameter_range.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ParameterRange range(std::string_view text) {
  auto read = read_parameter_range(text);
  EXPECT_TRUE(read.ok()) << text << ": " << (read.ok() ? "" : read.error().message);
  return read.ok() ? std::move(read).value() : ParameterRange{};
}

std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> out;
  for (const Level& level : range(text).levels) out.push_back(level.text);
  return out;
}

TEST(ParameterRange, steps_from_low_to_high_in_the_unit_of_low) {
  EXPECT_THAT(texts("30 min..120 min:30 min"), ElementsAre("30 min", "60 min", "90 min", "120 min"));
  EXPECT_THAT(texts("30..120 min:30"), ElementsAre("30 min", "60 min", "90 min", "120 min"));
  EXPECT_THAT(texts("30 s..2 min:30 s"), ElementsAre("30 s", "60 s", "90 s", "120 s"));
  EXPECT_THAT(texts(" 1 .. 10 : 4 "), ElementsAre("1", "5", "9"));
  EXPECT_THAT(texts("0.1..0.5:0.1"), ElementsAre("0.1", "0.2", "0.3", "0.4", "0.5"));
  EXPECT_THAT(texts("-2..2:2"), ElementsAre("-2", "0", "2"));
  const ParameterRange minutes = range("30 min..120 min:30 min");
  EXPECT_EQ(minutes.dimension, Dimension::kTime);
  EXPECT_TRUE(minutes.is_number);
  EXPECT_FALSE(minutes.is_continuous());
  EXPECT_EQ(minutes.levels[1].number, 3'600);
  EXPECT_EQ(minutes.low, 1'800);
  EXPECT_EQ(minutes.high, 7'200);
}

TEST(ParameterRange, counts_levels_evenly_or_by_factors_with_both_ends) {
  EXPECT_THAT(texts("log(1 min..1000 min:4)"), ElementsAre("1 min", "10 min", "100 min", "1000 min"));
  EXPECT_THAT(texts("linear(1..9:5)"), ElementsAre("1", "3", "5", "7", "9"));
  EXPECT_THAT(texts("log(1.0..4:3)"), ElementsAre("1", "2", "4"));
  // Whole ends, whole levels, equal ones once: 1, 1.59, 2.52, 4 are 1, 2, 3, 4 and 1, 1.19, 1.41, 1.68, 2 are 1, 1, 1, 2, 2.
  EXPECT_THAT(texts("log(1..4:4)"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(texts("log(1..2:5)"), ElementsAre("1", "2"));
  EXPECT_THAT(texts("log(1.0..2:5)"), ElementsAre("1", "1.189", "1.414", "1.682", "2"));
  EXPECT_TRUE(range("log(1 min..1000 min:4)").logarithmic);
}

TEST(ParameterRange, lists_words_numbers_and_lists) {
  EXPECT_THAT(texts("[exact, sized]"), ElementsAre("exact", "sized"));
  EXPECT_FALSE(range("[exact, sized]").is_number);
  EXPECT_EQ(range("[exact, sized]").levels[1].number, 1);
  EXPECT_THAT(texts("[5 min, 1 h]"), ElementsAre("5 min", "1 h"));
  EXPECT_TRUE(range("[5 min, 1 h]").is_number);
  EXPECT_EQ(range("[5 min, 1 h]").high, 3'600);
  // Different dimensions are words.
  EXPECT_FALSE(range("[5 min, 1 KB]").is_number);
  EXPECT_THAT(texts("[[user, name], [name]]"), ElementsAre("[\"user\", \"name\"]", "[\"name\"]"));
  EXPECT_THAT(texts("[\"007\", a]"), ElementsAre("\"007\"", "a"));
}

TEST(ParameterRange, without_step_or_number_is_continuous) {
  const ParameterRange hours = range("1.0 h..9 h");
  EXPECT_TRUE(hours.is_continuous());
  EXPECT_EQ(hours.at(0).text, "1 h");
  EXPECT_EQ(hours.at(0.5).text, "5 h");
  EXPECT_EQ(hours.at(0.123456789).text, "1.98765 h");
  EXPECT_EQ(hours.at(1).number, 9 * 3'600);
  const ParameterRange factors = range("log(1.0..10000)");
  EXPECT_EQ(factors.at(0.5).number, 100);
  const ParameterRange count = range("10..12");
  EXPECT_EQ(count.at(0).text, "10");
  EXPECT_EQ(count.at(0.34).text, "11");
  EXPECT_EQ(count.at(0.999).text, "12");
  EXPECT_EQ(count.at(1).text, "12");
}

TEST(ParameterRange, gives_each_level_an_equal_part_of_the_way) {
  const ParameterRange levels = range("[a, b, c, d]");
  EXPECT_EQ(levels.at(0).text, "a");
  EXPECT_EQ(levels.at(0.24).text, "a");
  EXPECT_EQ(levels.at(0.25).text, "b");
  EXPECT_EQ(levels.at(0.99).text, "d");
  EXPECT_EQ(levels.at(1).text, "d");
}

TEST(ParameterRange, is_told_from_other_values) {
  for (const char* yes : {"1..2", "30 min..240 min:30 min", "[a, b]", "[5]", "log(1..2:2)", "linear(1..2:2)", "[[a], [b]]", "1..x"}) {
    EXPECT_TRUE(looks_like_range(yes)) << yes;
  }
  for (const char* no : {"24 h", "../feeds/x.csv", "feeds/..", "[]", "[{use: raw}]", "{ethernet: 1}", "a..b", "", "exact", "["}) {
    EXPECT_FALSE(looks_like_range(no)) << no;
  }
}

TEST(ParameterRange, says_what_is_wrong_and_where) {
  struct Wrong {
    const char* text;
    std::size_t at;
    const char* says;
  };
  for (const Wrong& wrong : {Wrong{"1 min..5 KB:1 min", 7, "measure different things"},
                             {"5..1:1", 0, "ends before it begins"},
                             {"1..5:0", 5, "must be above 0"},
                             {"1..5:-1", 5, "must be above 0"},
                             {"1 min..5 min:1 KB", 13, "measures something else"},
                             {"1 min..5 m:1", 9, "no unit 'm'"},
                             {"1..x:1", 3, "expected a number"},
                             {"1..5:", 4, "missing after ':'"},
                             {"0..1000000:1", 11, "more than 10000 levels"},
                             {"log(0..5:3)", 4, "begins above 0"},
                             {"log(1..5:1)", 9, "number of levels from 2"},
                             {"log(1..5:2", 10, "not closed"},
                             {"3..3", 0, "single value"},
                             {"[]", 0, "empty"},
                             {"word", 0, "is no range"}}) {
    const auto read = read_parameter_range(wrong.text);
    ASSERT_FALSE(read.ok()) << wrong.text;
    EXPECT_THAT(read.error().message, HasSubstr(wrong.says)) << wrong.text;
    EXPECT_EQ(read.error().at, wrong.at) << wrong.text;
    EXPECT_FALSE(read.error().hint.empty()) << wrong.text;
  }
}

TEST(ParameterRange, levels_are_numbers_in_base_units_or_words) {
  EXPECT_EQ(read_level("4 KiB").number, 4'096);
  EXPECT_EQ(base_unit(read_level("4 KiB").dimension), "B");
  EXPECT_EQ(base_unit(read_level("2 min").dimension), "s");
  EXPECT_EQ(base_unit(read_level("7").dimension), "");
  EXPECT_FALSE(read_level("true").is_number);
  EXPECT_FALSE(read_level("5 apples").is_number);
}

}  // namespace
}  // namespace picket::sim
