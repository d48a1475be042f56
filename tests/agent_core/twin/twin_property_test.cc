#include "agent_core/twin/twin_property.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::string json_text(const PropertyValue& value, const TwinDialect& dialect = {}) {
  std::string text;
  append_json_value(value, dialect, text);
  return text;
}

TEST(TwinProperty, every_kind_of_value_has_its_json_form) {
  EXPECT_EQ(json_text(std::monostate()), "null");
  EXPECT_EQ(json_text(true), "true");
  EXPECT_EQ(json_text(std::uint32_t{4'294'967'295}), "4294967295");
  EXPECT_EQ(json_text(Duration::hours(5)), R"("PT5H")");
  EXPECT_EQ(json_text(EventPriority::kOff), R"("Off")");
  EXPECT_EQ(json_text(Priority::kMedium), R"("Medium")");
  EXPECT_EQ(json_text(PriorityIntervals{{30, 120, 1'440}}), R"("30,120,1440")");
  EXPECT_EQ(json_text(std::string("a\"b\n")), R"("a\"b\n")");
}

TEST(TwinProperty, a_dialect_prints_lower_case_and_signs) {
  TwinDialect dialect;
  dialect.lower_case_priorities = true;
  dialect.integers = TwinDialect::Integers::kCastToSigned;
  EXPECT_EQ(json_text(EventPriority::kHigh, dialect), R"("high")");
  EXPECT_EQ(json_text(std::uint32_t{0xffff'ffff}, dialect), "-1");
  EXPECT_EQ(json_text(std::uint32_t{204'800}, dialect), "204800");
}

TEST(TwinProperty, priorities_are_read_in_any_case_only_where_the_dialect_says_so) {
  TwinDialect any;
  any.any_case_priorities = true;
  EXPECT_EQ(value_from_text(PropertyType::kEventPriority, "hIgH", any), PropertyValue(EventPriority::kHigh));
  EXPECT_EQ(value_from_text(PropertyType::kEventPriority, "hIgH", {}), std::nullopt);
  EXPECT_EQ(value_from_text(PropertyType::kEventPriority, "Off", {}), PropertyValue(EventPriority::kOff));
  EXPECT_EQ(value_from_text(PropertyType::kEventPriority, "Medium", any), std::nullopt);
  EXPECT_EQ(value_from_text(PropertyType::kMessageFrequency, "Low", {}), PropertyValue(Priority::kLow));
  EXPECT_EQ(value_from_text(PropertyType::kMessageFrequency, "low", {}), std::nullopt);
}

// defender.md 1.2: three numbers of minutes, all required.
TEST(TwinProperty, intervals_are_three_positive_numbers) {
  const auto read = [](std::string_view text) { return value_from_text(PropertyType::kPriorityIntervals, text, {}); };
  EXPECT_EQ(read("30,120,1440"), PropertyValue(PriorityIntervals{{30, 120, 1'440}}));
  EXPECT_EQ(read("2147483647,1,1"), PropertyValue(PriorityIntervals{{2'147'483'647, 1, 1}}));
  for (const std::string_view text :
       {"", "30", "30,120", "30,120,", "30,120,1440,", "30,120,1440,1", "0,120,1440", "-30,120,1440", "30;120;1440",
        "30, 120, 1440", "30,120,1440 ", "1e2,120,1440", "2147483648,1,1", "99999999999999999999,1,1", "a,b,c", ",,"}) {
    EXPECT_EQ(read(text), std::nullopt) << text;
  }
}

TEST(TwinProperty, texts_are_bounded_by_what_a_hub_stores) {
  EXPECT_TRUE(value_from_text(PropertyType::kText, std::string(4'096, 'x'), {}).has_value());
  EXPECT_FALSE(value_from_text(PropertyType::kText, std::string(4'097, 'x'), {}).has_value());
}

TEST(TwinProperty, only_integers_have_a_range) {
  const PropertyInfo info{.name = "x", .type = PropertyType::kInteger, .minimum = 1, .maximum = 3};
  EXPECT_FALSE(within_range(info, std::uint32_t{0}));
  EXPECT_TRUE(within_range(info, std::uint32_t{1}));
  EXPECT_TRUE(within_range(info, std::uint32_t{3}));
  EXPECT_FALSE(within_range(info, std::uint32_t{4}));
  EXPECT_TRUE(within_range(info, true));
}

TEST(TwinProperty, every_type_says_what_it_expects) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(PropertyType::kCount_); ++i) {
    EXPECT_FALSE(to_string(static_cast<PropertyType>(i)).empty());
  }
}

enum class TwoProperties { kSize, kName, kCount_ };

TEST(TwinProperty, settings_are_values_and_check_their_types) {
  TwinSettings<TwoProperties> settings;
  settings[TwoProperties::kSize] = std::uint32_t{7};
  EXPECT_EQ(settings.integer(TwoProperties::kSize), 7U);
  EXPECT_EQ(settings.text(TwoProperties::kName), "");
  TwinSettings<TwoProperties> other = settings;
  EXPECT_EQ(other, settings);
  other[TwoProperties::kName] = std::string("n");
  EXPECT_EQ(other.text(TwoProperties::kName), "n");
  EXPECT_FALSE(other == settings);
  EXPECT_DEATH(static_cast<void>(settings.flag(TwoProperties::kSize)), "property");
}

}  // namespace
}  // namespace picket
