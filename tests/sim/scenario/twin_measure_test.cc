// Counts derived by hand from the rules of iot-hub-devguide-device-twins, "Device twin size".
#include "sim/scenario/twin_measure.h"

#include <gtest/gtest.h>

#include <string>

namespace picket::sim {
namespace {

MeasuredTwin measured(const std::string& json) {
  const auto twin = measure_twin(json);
  EXPECT_TRUE(twin.has_value()) << json;
  return twin.value_or(MeasuredTwin{});
}

// Keys 3 + 1 + 2 + 4 + 4 = 14; a text of 5, a number of 8, a truth value of 4, null nothing: 31. Spaces and marks count nothing.
TEST(TwinMeasure, counts_keys_texts_numbers_and_truth_values) {
  const MeasuredTwin twin = measured(R"({ "abc": "12345", "n": 123456789012, "on": true, "gone": null, "more": {} })");
  EXPECT_EQ(twin.measure.size, Bytes(31));
  EXPECT_EQ(twin.measure.largest_value, Bytes(5));
  EXPECT_EQ(twin.largest_value, "abc");
  EXPECT_EQ(twin.measure.longest_key, Bytes(4));
  EXPECT_EQ(twin.measure.depth, 1U);
  EXPECT_EQ(measured("{}").measure.size, Bytes());
}

// "exclusive of read-only elements": only at the section's top. 1 + 1 + 4 = 6 of the inner ones.
TEST(TwinMeasure, leaves_out_what_the_hub_keeps_itself) {
  EXPECT_EQ(measured(R"({"$version": 7, "$metadata": {"a": "text"}, "b": {"$": true}})").measure.size, Bytes(6));
}

// Control characters do not count, of C0 (tab, delete) nor of C1 (U+0085, two bytes); a letter of two bytes is two.
TEST(TwinMeasure, counts_the_bytes_of_texts_without_control_characters) {
  EXPECT_EQ(measured("{\"k\": \"a\\tb\\u007f\\u0085\xc3\xbc\"}").measure.size, Bytes(1 + 4));
}

// The page's own example, which is valid: ten objects inside each other below the section.
TEST(TwinMeasure, finds_the_pages_example_ten_levels_deep) {
  const std::string ten =
      R"({"one":{"two":{"three":{"four":{"five":{"six":{"seven":{"eight":{"nine":{"ten":{"property":"value"}}}}}}}}}}})";
  const MeasuredTwin twin = measured(ten);
  EXPECT_EQ(twin.measure.depth, kMaxTwinDepth);
  EXPECT_EQ(twin.deepest, "one.two.three.four.five.six.seven.eight.nine.ten");
  EXPECT_EQ(excess_of(TwinSection::kTags, twin.measure), TwinExcess::kNone);
  EXPECT_EQ(excess_of(TwinSection::kTags, measured(R"({"zero":)" + ten + "}").measure), TwinExcess::kDepth);
}

TEST(TwinMeasure, counts_a_list_as_what_it_holds_and_as_a_level) {
  const MeasuredTwin twin = measured(R"({"list": [1, "ab", [true]]})");
  EXPECT_EQ(twin.measure.size, Bytes(4 + 8 + 2 + 4));
  EXPECT_EQ(twin.measure.depth, 2U);
}

TEST(TwinMeasure, has_nothing_to_count_where_there_is_no_object) {
  for (const char* json : {"", "[]", "7", "{\"a\":", "null"}) EXPECT_FALSE(measure_twin(json)) << json;
}

}  // namespace
}  // namespace picket::sim
