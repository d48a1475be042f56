#include "pipeline_core/rules/diagnostic.h"

#include <gtest/gtest.h>

#include <array>

namespace picket {
namespace {

TEST(Diagnostic, says_where_what_and_of_which_rule) {
  EXPECT_EQ(to_string(Diagnostic{"a.yml", 3, 7, "the-id", "it is wrong", false}),
            "a.yml:3:7: error: it is wrong (rule the-id)");
  EXPECT_EQ(to_string(Diagnostic{"a.yml", 1, 1, "", "it is wrong", true}), "a.yml:1:1: error: it is wrong");
}

TEST(Diagnostic, may_be_a_note_and_know_no_place) {
  EXPECT_EQ(to_string(Diagnostic{"a.yml", 3, 7, "the-id", "look", false, true}), "a.yml:3:7: note: look (rule the-id)");
  EXPECT_EQ(to_string(Diagnostic{"a.yml", 0, 0, "", "it is wrong", false}), "a.yml: error: it is wrong");
}

TEST(Diagnostic, quotes_and_hints) {
  constexpr std::array<std::string_view, 2> kKnown{"contains", "endswith"};
  EXPECT_EQ(in_quotes("a b"), "'a b'");
  EXPECT_EQ(in_quotes(""), "''");
  EXPECT_EQ(hint("contians", kKnown), "; did you mean 'contains'?");
  EXPECT_EQ(hint("quite else", kKnown), "");
  EXPECT_EQ(hint("contains", {}), "");
}

}  // namespace
}  // namespace picket
