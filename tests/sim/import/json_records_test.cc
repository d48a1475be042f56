#include "sim/import/json_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// "line:column text" of each record, fed in parts of `part` bytes.
std::vector<std::string> records_of(const std::string& text, std::size_t part) {
  std::vector<std::string> out;
  JsonRecords records([&out](const JsonRecord& r) {
    out.push_back(std::to_string(r.line) + ":" + std::to_string(r.column) + " " + std::string(r.text.substr(0, 40)) + (r.too_long ? " too long" : "") +
                  (r.is_cut_off ? " cut off" : ""));
  });
  for (std::size_t at = 0; at < text.size(); at += part) records.feed(std::string_view(text).substr(at, part));
  records.finish();
  return out;
}

TEST(JsonRecords, are_lines_items_of_a_list_or_objects_over_lines_however_they_are_fed) {
  for (const std::size_t part : {1U, 3U, 1000U}) {
    EXPECT_THAT(records_of("\xEF\xBB\xBF{\"a\":1}\r\n\n  {\"b\":\"}\"}\n{\"c\":2}", part), ElementsAre("1:1 {\"a\":1}", "3:3 {\"b\":\"}\"}", "4:1 {\"c\":2}"));
    EXPECT_THAT(records_of("[{\"a\":[1]},\n  {\"b\":\"\\\"]\"}, 7]\n", part), ElementsAre("1:2 {\"a\":[1]}", "2:3 {\"b\":\"\\\"]\"}", "2:16 7"));
    EXPECT_THAT(records_of("{\n\"a\":1}\n{\n}", part), ElementsAre("1:1 {\n\"a\":1}", "3:1 {\n}"));
  }
}

TEST(JsonRecords, a_line_that_is_broken_spoils_no_other_and_what_is_cut_off_is_told) {
  EXPECT_THAT(records_of("{\"a\":\"\n{\"b\":1}\n", 2), ElementsAre("1:1 {\"a\":\"", "2:1 {\"b\":1}"));
  EXPECT_THAT(records_of("[{\"a\":1},{\"b\":", 2), ElementsAre("1:2 {\"a\":1}", "1:10 {\"b\": cut off"));
  EXPECT_THAT(records_of("[{\"a\":1},", 2), ElementsAre("1:2 {\"a\":1}", "1:10  cut off"));
  EXPECT_THAT(records_of("[7", 2), ElementsAre("1:2 7 cut off"));
  EXPECT_THAT(records_of("[", 2), ElementsAre("1:2  cut off"));
}

TEST(JsonRecords, a_record_over_the_limit_is_given_once_with_its_start) {
  const std::string long_one = "{\"a\":\"" + std::string(JsonRecords::kMaxRecordBytes, 'x') + "\"}";
  EXPECT_THAT(records_of(long_one + "\n{}", 65'536), ElementsAre("1:1 {\"a\":\"" + std::string(34, 'x') + " too long", "2:1 {}"));
  EXPECT_THAT(records_of("[" + long_one + ",{}]", 65'536), ElementsAre("1:2 {\"a\":\"" + std::string(34, 'x') + " too long", testing::EndsWith(" {}")));
}

TEST(JsonRecords, of_utf16_nothing_is_given) {
  std::size_t given = 0;
  JsonRecords records([&given](const JsonRecord&) { ++given; });
  records.feed(std::string_view("\xFF\xFE{\0}\0", 6));
  records.finish();
  EXPECT_EQ(given, 0U);
  EXPECT_TRUE(records.is_utf16());
}

}  // namespace
}  // namespace picket::sim
