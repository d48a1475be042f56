#include "sim/import/import_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(ImportProblem, shows_the_line_with_a_caret_below_its_column) {
  EXPECT_EQ(problem_text("a.csv", import_problem(3, 5, "no number", "as in 7", "ab, x")), "a.csv:3:5: warning: no number\n    ab, x\n        ^  as in 7\n");
}

TEST(ImportProblem, cuts_a_long_line_around_its_column_and_escapes_what_could_move_the_cursor) {
  const std::string text = problem_text("a", import_problem(1, 1'001, "here", "", std::string(1'000, 'x') + "\x1b[31m" + std::string(1'000, 'y')));
  EXPECT_THAT(text, testing::HasSubstr("\n    " + std::string(60, 'x') + "\\x1b[31m"));
  EXPECT_THAT(text, testing::EndsWith("\n    " + std::string(60, ' ') + "^\n"));
}

TEST(ImportProblem, masked_json_keeps_the_form_and_hides_every_word_that_is_not_of_it) {
  EXPECT_EQ(masked_json(R"({"id":"cam-1","symmetricKey":{"primaryKey":"abc="}})"), R"({"id":"*****","symmetricKey":{"primaryKey":"****"}})");
  EXPECT_EQ(masked_json("{\"primaryKey\":\"abc=,\"x"), "{\"primaryKey\":\"****,\"*") << "whatever is wrong with it";
  EXPECT_EQ(masked_json("\"\xC3\xA4\xC3\xB6\""), "\"**\"") << "columns stay";
}

}  // namespace
}  // namespace picket::sim
