#include "sim/exchange/json_member.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using Json = nlohmann::json;

TEST(JsonMember, is_found_in_any_case_and_exactly_before_that) {
  const Json object = Json::parse(R"({"TYPE": 1, "Type": 2, "other": 3})");
  EXPECT_EQ(*json_member(&object, "Type"), 2);
  EXPECT_EQ(*json_member(&object, "type"), 1);
  EXPECT_EQ(*json_member(&object, "OTHER"), 3);
  EXPECT_EQ(json_member(&object, "othe"), nullptr);
  EXPECT_EQ(json_member(&object, ""), nullptr);
}

TEST(JsonMember, is_none_of_what_is_no_object) {
  const Json list = Json::parse(R"(["a"])");
  EXPECT_EQ(json_member(&list, "a"), nullptr);
  EXPECT_EQ(json_member(nullptr, "a"), nullptr);
}

TEST(JsonMember, takes_words_for_the_same_by_ascii_letters_alone) {
  EXPECT_TRUE(same_word("Device_1", "dEVICE_1"));
  EXPECT_FALSE(same_word("device", "devices"));
  EXPECT_FALSE(same_word("[", "{"));
}

}  // namespace
}  // namespace picket::sim
