#include "sim/import/json_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

struct Parsed {
  Diagnostics diagnostics;
  std::optional<YamlNode> root;
};
Parsed parse(const std::string& text) {
  Parsed out;
  const std::uint32_t source = out.diagnostics.add_source("x.json", text);
  out.root = parse_json(text, source, out.diagnostics);
  EXPECT_EQ(out.root.has_value() || out.diagnostics.errors() > 0, true);
  return out;
}

TEST(JsonTree, values_stand_with_their_places) {
  const Parsed p = parse("{\n  \"a\": [1, -2.5e3, \"x\\u00e9\\n\"],\n  \"\xC3\xA9\": true, \"n\": null, \"o\": {}\n}");
  ASSERT_TRUE(p.root.has_value()) << p.diagnostics.text();
  const YamlNode& list = p.root.value().members[0].value;
  ASSERT_EQ(list.items.size(), 3U);
  EXPECT_EQ(list.where.line, 2U);
  EXPECT_EQ(list.where.column, 8U);
  EXPECT_EQ(list.items[1].text, "-2.5e3");
  EXPECT_FALSE(list.items[1].in_quotes);
  EXPECT_EQ(list.items[2].text, "x\xC3\xA9\n");
  EXPECT_TRUE(list.items[2].in_quotes);
  // Columns count characters: the key before takes one.
  EXPECT_EQ(p.root.value().members[1].where.column, 3U);
  EXPECT_EQ(p.root.value().members[1].value.where.column, 8U);
  EXPECT_EQ(p.root.value().members[1].value.text, "true");
  EXPECT_TRUE(p.root.value().find("n")->is_null());
  EXPECT_TRUE(p.root.value().find("o")->is_map());
}

TEST(JsonTree, what_is_no_json_is_refused_with_a_place_where_there_is_one) {
  for (const char* text : {"", "   ", "[]", "3", "{\"a\": 1,}", "{\"a\" 1}", "{\"a\": 01}", "{\"a\": tru}", "{\"a\": \"x}", "{\"a\": [1 2]}",
                           "{\"a\": 1} {}", "{\"a\": 1}}", "{a: 1}", "{\"a\": 'b'}", "{\"a\": \"\\q\"}", "{\"a\": 1e999}", "{", "{\"a\": [", "\xFF"}) {
    const Parsed p = parse(text);
    EXPECT_FALSE(p.root.has_value()) << text;
    EXPECT_EQ(p.diagnostics.all().at(0).where.line, 1U) << text;
    EXPECT_GE(p.diagnostics.all().at(0).where.column, 1U) << text;
  }
  EXPECT_THAT(parse("{\"a\": 1,\n \"b\": nul}").diagnostics.text(), HasSubstr("x.json:2:"));
}

// In our words, with line and column, also where the parser knows no place.
TEST(JsonTree, says_what_is_wrong_with_the_text) {
  const auto told = [](const std::string& text) { return parse(text).diagnostics.text(); };
  EXPECT_THAT(told("{\"a\": 1,\n \"b\": \"x}"), HasSubstr("x.json:2:7: error: not JSON: a quote is never closed\n"));
  EXPECT_THAT(told("{\"a\": 1,\n \"b\": [1,"), HasSubstr("x.json:2:"));
  EXPECT_THAT(told(""), HasSubstr("x.json:1:1: error: not JSON: there is nothing in it\n"));
  EXPECT_THAT(told("[]"), HasSubstr("x.json:1:1: error: not JSON: an object was expected, '{ ... }'\n"));
  EXPECT_THAT(told("{\"a\": \"1\x01\"}"), HasSubstr("x.json:1:9: error: not JSON: a control character stands in a text"));
  EXPECT_THAT(told("{\"\xC3\xA9\":\n \"b\xFF\"}"), HasSubstr("x.json:2:4: error: not UTF-8 text\n"));
  for (const char* text : {"{\"a\": tru}", "{\"a\" 1}", "{\"a\": 01}", "{\"a\": [1 2]}", "{\"a\": \"\\q\"}", "{\"a\": 1,}", "{", "{\"a\": 1}}"}) {
    EXPECT_THAT(told(text), ::testing::Not(::testing::ContainsRegex("[A-Z]+_[A-Z]+|simdjson|JSON document|tape|parser|structur"))) << text;
  }
}

TEST(JsonTree, a_repeated_key_is_told_and_the_first_kept) {
  const Parsed p = parse("{\"a\": 1,\n \"a\": 2}");
  ASSERT_TRUE(p.root.has_value());
  EXPECT_EQ(p.root.value().find("a")->text, "1");
  EXPECT_THAT(p.diagnostics.text(), HasSubstr("x.json:2:2: error: a: key given twice"));
}

TEST(JsonTree, bounds_hold) {
  const auto nested = [](std::size_t levels) {
    std::string text = "{\"a\": ";
    for (std::size_t i = 1; i < levels; ++i) text += '[';
    text += "1";
    for (std::size_t i = 1; i < levels; ++i) text += ']';
    return text + "}";
  };
  EXPECT_TRUE(parse(nested(kMaxYamlDepth)).root.has_value());
  EXPECT_THAT(parse(nested(kMaxYamlDepth + 1)).diagnostics.text(), HasSubstr("nested more than 64 levels deep"));
  EXPECT_FALSE(parse(nested(10'000)).root.has_value());
  std::string many = "{\"a\": [1";
  for (std::size_t i = 0; i < kMaxYamlNodes; ++i) many += ",1";
  EXPECT_THAT(parse(many + "]}").diagnostics.text(), HasSubstr("more than 200000 values"));
  EXPECT_THAT(parse("{\"a\": \"" + std::string(kMaxYamlBytes, 'x') + "\"}").diagnostics.text(), HasSubstr("larger than"));
}

}  // namespace
}  // namespace picket::sim
