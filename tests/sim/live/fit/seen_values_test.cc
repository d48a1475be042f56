#include "sim/live/fit/seen_values.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(SeenTexts, a_text_has_one_number_and_what_finds_no_room_has_none) {
  SeenTexts texts(3, 1'000);
  EXPECT_EQ(texts.number_of(""), 0U);
  EXPECT_EQ(texts.number_of("a"), texts.number_of("a"));
  EXPECT_EQ(texts.at(texts.number_of("a")), "a");
  EXPECT_NE(texts.number_of("b"), 0U);
  EXPECT_EQ(texts.number_of("c"), 0U) << "two texts beside the empty one";
  EXPECT_EQ(texts.refused(), 1U);
}

TEST(SeenTexts, long_texts_and_templates_are_refused_and_controls_escaped) {
  SeenTexts texts(100, 100'000);
  EXPECT_EQ(texts.number_of(std::string(SeenTexts::kMostBytes + 1, 'x')), 0U);
  EXPECT_EQ(texts.number_of("wget {decimal}"), 0U);
  EXPECT_EQ(texts.refused(), 2U);
  EXPECT_EQ(texts.at(texts.number_of("a\x1b[2J")), "a\\x1b[2J");
}

// A thousand values of one hit each pass through eight places; the frequent one stays, and no hit is lost.
TEST(SeenValues, the_frequent_value_stays_and_no_hit_is_lost) {
  SeenValues values(8);
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    values.add(1, 0, 1);
    values.add(1'000 + i, 0, 1);
  }
  EXPECT_EQ(values.size(), 8U);
  EXPECT_EQ(values.by_frequency().at(0).text, 1U);
  EXPECT_EQ(values.by_frequency().at(0).hits, 1'000);
  EXPECT_EQ(values.total(), 2'000);
  EXPECT_EQ(values.rest(), 993);
}

TEST(SeenValues, one_text_with_two_variants_is_two_values) {
  SeenValues values;
  values.add(1, 0, 1);
  values.add(1, 1, 2);
  SeenValues more;
  more.add(values);
  EXPECT_EQ(more.size(), 2U);
  EXPECT_EQ(more.by_frequency().at(0).variant, 1U);
}

}  // namespace
}  // namespace picket::sim
