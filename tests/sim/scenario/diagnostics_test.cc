#include "sim/scenario/diagnostics.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace picket::sim {
namespace {

TEST(Diagnostics, come_in_the_order_of_places) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", "one\ntwo\n");
  d.add(Code::kUnknownKey, {source, 2, 1}, "b", "second");
  d.add(Code::kFewReplications, {source, 1, 2}, "a", "first");
  EXPECT_EQ(d.text(),
            "a.yaml:1:2: warning: a: first\n    one\n     ^\n"
            "a.yaml:2:1: error: b: second\n    two\n    ^\n"
            "1 error, 1 warning; nothing was run.\n");
}

TEST(Diagnostics, of_two_inputs_are_said_with_one_summary) {
  Diagnostics d;
  d.add(Code::kUnknownKey, {d.add_source("a.yaml", "one\n"), 1, 1}, "a", "first");
  Diagnostics other;
  other.add(Code::kUnknownKey, {other.add_source("b.csv", "two\n"), 1, 2}, "", "second");
  other.add(Code::kFewReplications, {}, "", "third");
  d.append(other);
  EXPECT_EQ(d.errors(), 2U);
  EXPECT_EQ(d.warnings(), 1U);
  EXPECT_NE(d.text().find("a.yaml:1:1: error: a: first\n    one\n    ^\n"), std::string::npos) << d.text();
  EXPECT_NE(d.text().find("b.csv:1:2: error: second\n    two\n     ^\n"), std::string::npos) << d.text();
  EXPECT_NE(d.text().find("\n2 errors, 1 warning; nothing was run.\n"), std::string::npos) << d.text();
}

TEST(Diagnostics, a_byte_order_mark_is_not_shown_and_moves_no_caret) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.csv", "\xEF\xBB\xBFone,two\n");
  d.add(Code::kUnknownKey, {source, 1, 5}, "b", "second");
  EXPECT_EQ(d.text(), "a.csv:1:5: error: b: second\n    one,two\n        ^\n1 error; nothing was run.\n");
}

TEST(Diagnostics, warnings_alone_do_not_stop_a_run) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", "x: 1\n");
  d.add(Code::kFewReplications, {source, 1, 1}, "x", "few");
  EXPECT_TRUE(d.ok());
  EXPECT_TRUE(d.text().ends_with("\n1 warning.\n"));
}

TEST(Diagnostics, nothing_wrong_is_no_text) {
  EXPECT_EQ(Diagnostics().text(), "");
}

TEST(Diagnostics, the_caret_stands_under_the_character_also_after_tabs_and_umlauts) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", "\t\xC3\xA4: x\r\n");
  d.add(Code::kUnknownKey, {source, 1, 5}, "", "here");
  EXPECT_EQ(d.text(), "a.yaml:1:5: error: here\n    \t\xC3\xA4: x\n    \t   ^\n1 error; nothing was run.\n");
}

// What a terminal would obey stands as an escape in the line too, and the caret under its place.
TEST(Diagnostics, a_source_line_can_move_nothing) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", "a\x1b\xff\u202e: x\n");
  d.add(Code::kUnknownKey, {source, 1, 7}, "\u202e", "here", "\xc2\x9b");
  EXPECT_EQ(d.text(), "a.yaml:1:7: error: \\u202e: here\n    a\\x1b\\xff\\u202e: x\n                     ^  \\u009b\n"
                      "1 error; nothing was run.\n");
  EXPECT_EQ(nlohmann::json::parse(d.json())["diagnostics"][0]["path"], "\u202e");
}

TEST(Diagnostics, json_is_json_whatever_a_name_holds) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("\xff.yaml", "x");
  d.add(Code::kUnknownKey, {source, 1, 1}, "", "m");
  EXPECT_EQ(nlohmann::json::parse(d.json())["diagnostics"][0]["file"], "\xef\xbf\xbd.yaml");
}

TEST(Diagnostics, long_lines_are_cut_around_the_caret) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", std::string(5'000, 'x') + "HERE" + std::string(5'000, 'y'));
  d.add(Code::kUnknownKey, {source, 1, 5'001}, "", "there");
  const std::string text = d.text();
  EXPECT_LT(text.size(), 600U);
  const std::size_t line = text.find('\n') + 1;
  const std::size_t caret_line = text.find('\n', line) + 1;
  EXPECT_EQ(text.substr(line + text.find('^', caret_line) - caret_line, 4), "HERE");
}

TEST(Diagnostics, a_place_outside_the_text_is_harmless) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a.yaml", "x");
  d.add(Code::kUnknownKey, {source, 99, 99}, "p", "m", "h");
  EXPECT_NE(d.text().find("a.yaml:99:99"), std::string::npos);
}

TEST(Diagnostics, keep_a_bounded_number_and_count_the_rest) {
  Diagnostics d;
  for (std::size_t i = 0; i < Diagnostics::kMaxKept + 50; ++i) d.add(Code::kUnknownKey, {}, "", "m");
  EXPECT_EQ(d.all().size(), Diagnostics::kMaxKept);
  EXPECT_NE(d.text().find("... and 50 more.\n250 errors; nothing was run."), std::string::npos);
}

TEST(Diagnostics, json_escapes_what_json_must) {
  Diagnostics d;
  const std::uint32_t source = d.add_source("a\"b.yaml", "x");
  d.add(Code::kUnknownKey, {source, 1, 1}, "p\\q", "tab\there", "h");
  EXPECT_EQ(d.json(),
            "{\"version\": 1, \"errors\": 1, \"warnings\": 0, \"diagnostics\": [\n"
            "  {\"code\": \"E0107\", \"severity\": \"error\", \"file\": \"a\\\"b.yaml\", \"line\": 1, \"column\": 1, "
            "\"path\": \"p\\\\q\", \"message\": \"tab\\there\", \"hint\": \"h\"}\n]}\n");
}

TEST(Diagnostics, quotes_are_short_and_show_control_characters) {
  EXPECT_EQ(quote("a\nb"), "'a\\x0ab'");
  EXPECT_EQ(quote(std::string(100, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(DiagnosticCodes, are_unique_ordered_and_explained) {
  std::set<std::string> seen;
  Code before{};
  for (const CodeInfo& row : code_table()) {
    EXPECT_LT(before, row.code);
    before = row.code;
    EXPECT_TRUE(seen.insert(to_string(row.code)).second);
    EXPECT_GT(row.explanation.size(), 40U) << row.title;
    EXPECT_NE(explain_code(to_string(row.code)).find(row.explanation), std::string::npos);
  }
}

TEST(DiagnosticCodes, are_found_in_any_spelling) {
  EXPECT_TRUE(explain_code("E0107").starts_with("E0107: unknown key\n\n"));
  EXPECT_EQ(explain_code("e0107"), explain_code("E0107"));
  EXPECT_EQ(explain_code("107"), explain_code("E0107"));
  for (const char* none : {"", "E", "E9999", "x107", "107x", "0"}) EXPECT_EQ(explain_code(none), "") << none;
}

}  // namespace
}  // namespace picket::sim
