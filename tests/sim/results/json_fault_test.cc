#include "sim/results/json_fault.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using Json = nlohmann::json;

/// Of a text that is no JSON.
std::string fault_of(const std::string& text) {
  try {
    return "none: " + Json::parse(text).dump();
  } catch (const Json::exception& error) {
    return json_fault(error.what());
  }
}

TEST(JsonFault, says_where_a_text_stops_and_what_was_expected) {
  EXPECT_EQ(fault_of(""), "line 1, column 1: unexpected end of input; expected '[', '{', or a literal");
  EXPECT_EQ(fault_of("{\n \"a\": 1,"), "line 2, column 9: unexpected end of input; expected string literal");
  EXPECT_EQ(fault_of("{\"a\": 1"), "line 1, column 8: unexpected end of input; expected '}'");
}

TEST(JsonFault, quotes_nothing_of_the_text) {
  const std::string fault = fault_of("{\"a\": 1 \x01\x1b[31m}");
  EXPECT_TRUE(fault.starts_with("line 1, column 9: ")) << fault;
  EXPECT_EQ(fault.find('\x1b'), std::string::npos);
  EXPECT_EQ(fault.find("last read"), std::string::npos);
}

TEST(JsonFault, says_what_another_kind_of_value_is) {
  try {
    static_cast<void>(Json("x").get<int>());
    FAIL();
  } catch (const Json::exception& error) {
    EXPECT_EQ(json_fault(error.what()), "type must be number, but is string");
  }
  try {
    static_cast<void>(Json::object().at("seed"));
    FAIL();
  } catch (const Json::exception& error) {
    EXPECT_EQ(json_fault(error.what()), "'seed' is missing");
  }
}

TEST(JsonFault, other_words_stay_as_they_are) { EXPECT_EQ(json_fault("no memory"), "no memory"); }

}  // namespace
}  // namespace picket::sim
