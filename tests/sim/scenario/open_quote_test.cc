#include "sim/scenario/open_quote.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

/// "never", "late" or "early", and the offset of the quote that opens, then of the one that ends it.
std::string found(std::string_view yaml) {
  const auto open = find_open_quote(yaml);
  if (!open) return "none";
  if (open->end == OpenQuote::End::kNever) return "never " + std::to_string(open->at);
  return (open->end == OpenQuote::End::kTooLate ? "late " : "early ") + std::to_string(open->at) + "-" + std::to_string(open->ended_at);
}

TEST(OpenQuote, is_found_where_nothing_ends_it) {
  EXPECT_EQ(found("name: \"abc\nfleet: []\n"), "never 6");
  EXPECT_EQ(found("name: 'abc\nfleet: []\n"), "never 6");
  EXPECT_EQ(found("a: [x, \"y]\nb: 1\n"), "never 7");
  EXPECT_EQ(found("a: {k: 'y}\n"), "never 7");
  EXPECT_EQ(found("- 'x\n"), "never 2");
  EXPECT_EQ(found("\"k: 1\n"), "never 0");
  EXPECT_EQ(found("a: 'it''s\n"), "never 3");
  EXPECT_EQ(found("a: \"x\\\"\n"), "never 3");
  EXPECT_EQ(found("a: \"x\\"), "never 3");
}

// The quote of a later text ends it, and that text itself stands outside.
TEST(OpenQuote, is_found_where_a_later_quote_ends_it) {
  EXPECT_EQ(found("name: \"abc\ntitle: \"x\"\n"), "late 6-18");
  EXPECT_EQ(found("a: 'x\nb: 'y'\nc: 'z'\n"), "late 3-9");
  EXPECT_EQ(found("l: ['a, 'b']\n"), "early 4-8");
}

TEST(OpenQuote, is_found_where_it_ends_too_early) {
  EXPECT_EQ(found("a: 'it's fine'\n"), "early 3-6");
  EXPECT_EQ(found("a: \"say \"hello\" to\"\n"), "early 3-8");
  EXPECT_EQ(found("a: 'x'y\n"), "early 3-5");
}

TEST(OpenQuote, quotes_inside_of_other_things_open_nothing) {
  for (const char* yaml : {
           "a: it's\nb: don't\n", "a: 5'\n", "a: x\"y\n",              // within plain texts
           "# it's a comment\na: 1 # \"another\nb: x#'y\n",          // comments
           "a: |\n  it's\n  \"free\nb: 1\n", "- >-\n  'x\n- y\n",     // block texts
           "a: 'it''s'\nb: \"x\\\"y\"\n", "a: ''\nb: \"\"\n",         // whole ones
           "a: ['x', \"y\"]\nb: {'k': 'v'}\n'c': 1\n", "a: 'x' # 'y\n",
           "a: 'over\n  lines'\nb: \"and\n\n more\" # x\n",           // over lines, as it was meant
           "a: x - 'y\n", "a: b, 'c\n", "a[0]: x\n", "",
       }) {
    EXPECT_EQ(found(yaml), "none") << yaml;
  }
}

// Every file that ships can be read, so nothing in it is open.
TEST(OpenQuote, finds_nothing_in_the_library) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_path("scenarios"))) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    EXPECT_EQ(found(test::read_file(entry.path().string())), "none") << entry.path();
  }
  EXPECT_GT(files, 50U);
}

}  // namespace
}  // namespace picket::sim
