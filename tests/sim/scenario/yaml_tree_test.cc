#include "sim/scenario/yaml_tree.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace picket::sim {
namespace {

struct Parsed {
  Diagnostics diagnostics;
  std::optional<YamlNode> root;
  Code code() const { return diagnostics.all().empty() ? Code::kNotYaml : diagnostics.all().front().code; }
};
Parsed parse(const std::string& text) {
  Parsed out;
  const std::uint32_t source = out.diagnostics.add_source("t.yaml", text);
  out.root = parse_yaml(text, source, out.diagnostics);
  return out;
}

TEST(YamlTree, keeps_order_quotes_and_places) {
  const Parsed p = parse("b: 1\na: [x, 'y']\n");
  ASSERT_TRUE(p.root);
  EXPECT_EQ(p.root->members[0].key, "b");
  const YamlNode& list = p.root->members[1].value;
  EXPECT_EQ(list.items[1].text, "y");
  EXPECT_TRUE(list.items[1].in_quotes);
  EXPECT_FALSE(list.items[0].in_quotes);
  EXPECT_EQ(list.items[0].where.line, 2U);
  EXPECT_EQ(list.items[0].where.column, 5U);
}

TEST(YamlTree, says_that_a_tab_is_no_indentation) {
  for (const char* text : {"a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n"}) {
    const Parsed p = parse(text);
    ASSERT_FALSE(p.root) << text;
    ASSERT_FALSE(p.diagnostics.all().empty());
    EXPECT_NE(p.diagnostics.all()[0].hint.find("is indented with a tab, which YAML forbids; use spaces"), std::string::npos) << text << p.diagnostics.text();
  }
  const Parsed other = parse("a: [1\nb: 2\n");
  ASSERT_FALSE(other.root);
  EXPECT_EQ(other.diagnostics.all()[0].hint.find("tab"), std::string::npos);
}

// style 4.6: yaml-cpp itself keeps both values of a repeated key and says nothing.
TEST(YamlTree, reports_every_repeated_key_with_its_path) {
  const Parsed p = parse("a:\n  b: 1\n  c: 2\n  b: 3\nl: [{x: 1, x: 2}]\n");
  ASSERT_EQ(p.diagnostics.all().size(), 2U);
  EXPECT_EQ(p.diagnostics.all()[0].path, "a.b");
  EXPECT_EQ(p.diagnostics.all()[0].where.line, 4U);
  EXPECT_EQ(p.diagnostics.all()[1].path, "l[0].x");
  EXPECT_EQ(p.root->find("a")->find("b")->text, "1");
}

// style 4.6: yaml-cpp puts an empty value on the next line.
TEST(YamlTree, an_empty_value_stands_where_its_key_stands) {
  const Parsed p = parse("a: 1\nb:\nc: 2\n");
  ASSERT_TRUE(p.root->find("b")->is_null());
  EXPECT_EQ(p.root->find("b")->where.line, 2U);
  EXPECT_EQ(p.root->find("b")->where.column, 1U);
}

TEST(YamlTree, columns_count_characters_and_not_bytes) {
  const Parsed p = parse("{\"\xC3\xA4\xC3\xB6\": x}\n");
  EXPECT_EQ(p.root->members[0].value.where.column, 8U);
}

// One line may hold the whole file. Columns are counted on from value to value, since counting from
// the start of the line each time would take seconds here.
TEST(YamlTree, columns_are_right_along_a_very_long_line) {
  constexpr std::size_t kItems = 100'000;
  std::string text = "[";
  for (std::size_t i = 0; i < kItems; ++i) text += "\xC3\xA4, ";
  const Parsed p = parse(text + "]");
  ASSERT_TRUE(p.root);
  ASSERT_EQ(p.root->items.size(), kItems);
  for (std::size_t i = 0; i < kItems; ++i) ASSERT_EQ(p.root->items[i].where.column, 2 + 3 * i);
}

TEST(YamlTree, null_is_null_tilde_or_nothing_and_never_in_quotes) {
  const Parsed p = parse("a: null\nb: ~\nc: ''\nd: 'null'\n");
  EXPECT_TRUE(p.root->find("a")->is_null());
  EXPECT_TRUE(p.root->find("b")->is_null());
  EXPECT_TRUE(p.root->find("c")->is_scalar());
  EXPECT_TRUE(p.root->find("d")->is_scalar());
}

// style 4.6: yaml-cpp reads yes as true and 010 as eight.
TEST(YamlTree, plain_scalars_follow_the_core_schema_of_yaml_1_2) {
  EXPECT_EQ(plain_kind("true"), PlainKind::kBool);
  for (const char* text :
       {"yes", "no", "on", "off", "y", "True", "0x1F", "0o17", "1_000", "1:30", "12 s", "-", "+", ".", "e5", "1e"}) {
    EXPECT_EQ(plain_kind(text), PlainKind::kText) << text;
  }
  for (const char* text : {"0", "010", "-5", "+7"}) EXPECT_EQ(plain_kind(text), PlainKind::kInteger) << text;
  for (const char* text : {"1.", ".5", "1e3", "-1.5E-7"}) EXPECT_EQ(plain_kind(text), PlainKind::kReal) << text;
  for (const char* text : {".nan", ".inf", "-.inf", ".NaN"}) EXPECT_EQ(plain_kind(text), PlainKind::kNotFinite) << text;
}

TEST(YamlTree, an_anchor_is_repeated_where_it_is_used) {
  const Parsed p = parse("a: &x {k: 1}\nb: *x\n");
  ASSERT_TRUE(p.root);
  EXPECT_EQ(p.root->find("b")->find("k")->text, "1");
}

// Nine levels of ten repetitions: 10^9 values from 300 bytes.
TEST(YamlTree, a_billion_laughs_are_not_laughed) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    text += fmt::format("a{0}: &a{0} [", i);
    for (int k = 0; k < 10; ++k) text += fmt::format("{}*a{}", k == 0 ? "" : ", ", i - 1);
    text += "]\n";
  }
  const Parsed p = parse(text);
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kTooBig);
}

TEST(YamlTree, an_anchor_inside_itself_is_refused) {
  const Parsed p = parse("a: &x [*x]\n");
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kNotSupported);
}

TEST(YamlTree, deep_nesting_stops_at_the_bound) {
  EXPECT_TRUE(parse(std::string(63, '[') + std::string(63, ']')).root);
  const Parsed p = parse(std::string(70, '[') + std::string(70, ']'));
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kTooBig);
  EXPECT_FALSE(parse(std::string(100'000, '[')).root);
  EXPECT_FALSE(parse(std::string(100'000, '{')).root);
}

TEST(YamlTree, deep_nesting_by_anchors_stops_at_the_bound) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i) text += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  const Parsed p = parse(text);
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kTooBig);
}

TEST(YamlTree, refuses_what_readers_of_yaml_disagree_about) {
  for (const char* text :
       {"a: !!str 5\n", "a: !x y\n", "a: &x {k: 1}\nb: {<<: *x}\n", "? [a, b]\n: c\n", "a: 1\n---\nb: 2\n"}) {
    const Parsed p = parse(text);
    EXPECT_FALSE(p.root) << text;
    EXPECT_EQ(p.code(), Code::kNotSupported) << text;
  }
}

TEST(YamlTree, refuses_bytes_that_are_no_text) {
  for (const std::string& text : {std::string("a: \xff\n"), std::string("a: \xC3\n"), std::string("a: x\0y\n", 7),
                                  std::string("a: \x1b[31m\n"), std::string("a: \xed\xa0\x80\n"),
                                  std::string("a: \xe0\x80\xaf\n"), std::string("a: \xf4\x90\x80\x80\n")}) {
    const Parsed p = parse(text);
    EXPECT_FALSE(p.root);
    EXPECT_EQ(p.code(), Code::kNotUtf8);
  }
}

TEST(YamlTree, says_at_which_character_the_text_ends) {
  const Parsed p = parse("x: 1\n\xC3\xA4\xC3\xB6: \xE9\n");
  ASSERT_EQ(p.code(), Code::kNotUtf8);
  EXPECT_EQ(p.diagnostics.all()[0].where.line, 2U);
  EXPECT_EQ(p.diagnostics.all()[0].where.column, 5U);
}

TEST(YamlTree, takes_a_byte_order_mark_and_windows_line_ends) {
  const Parsed p = parse(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  ASSERT_TRUE(p.root);
  EXPECT_EQ(p.root->find("b")->text, "2");
}

TEST(YamlTree, says_where_the_text_is_no_yaml) {
  const Parsed p = parse("a: 1\nb: [1, 2\n");
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kNotYaml);
  EXPECT_GE(p.diagnostics.all()[0].where.line, 2U);
}

// yaml-cpp notices an open quote where a later one closes it, or at the end of the file.
TEST(YamlTree, says_where_the_quote_opened_that_is_not_closed) {
  for (const char* text : {"a: 1\nbc: \"x\nd: 2\n", "a: 1\nbc: \"x\nd: \"y\"\ne: 1\n", "a: 1\nbc: 'x\nd: {e: 'f'}\n"}) {
    const Parsed p = parse(text);
    EXPECT_FALSE(p.root) << text;
    EXPECT_EQ(p.code(), Code::kNotYaml) << text;
    EXPECT_EQ(p.diagnostics.all()[0].where.line, 2U) << text;
    EXPECT_EQ(p.diagnostics.all()[0].where.column, 5U) << text;
    EXPECT_NE(p.diagnostics.all()[0].hint.find("expected "), std::string::npos) << text;
  }
}

TEST(YamlTree, what_is_wrong_before_a_quote_is_told_first) {
  const Parsed p = parse("a: [1, 2\nb: ]]\nc: 'x\n");
  EXPECT_FALSE(p.root);
  EXPECT_NE(p.diagnostics.all()[0].message.find("not YAML: "), std::string::npos);
}

TEST(YamlTree, an_empty_text_is_an_error) {
  for (const char* text : {"", "\n\n", "# only a comment\n"}) {
    const Parsed p = parse(text);
    EXPECT_GT(p.diagnostics.errors() + (p.root && p.root->is_null() ? 1U : 0U), 0U) << text;
  }
}

TEST(YamlTree, a_file_larger_than_the_bound_is_refused) {
  const Parsed p = parse("a: " + std::string(kMaxYamlBytes, 'x'));
  EXPECT_FALSE(p.root);
  EXPECT_EQ(p.code(), Code::kTooBig);
}

}  // namespace
}  // namespace picket::sim
