#include "pipeline_core/rules/condition.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::string spell(const Expression& e) {
  if (e.kind == Expression::Kind::kPredicate) return std::to_string(e.predicate);
  if (e.kind == Expression::Kind::kNot) return '!' + spell(e.children[0]);
  std::string out = e.kind == Expression::Kind::kAnd ? "and(" : "or(";
  for (const Expression& child : e.children) out += spell(child) + ' ';
  return out + ')';
}

std::string parsed(std::string_view text, std::size_t max_tests = 100) {
  Searches searches;
  for (std::uint32_t i = 0; i < 3; ++i) searches[std::string(1, static_cast<char>('a' + i))] = Expression::of(i);
  searches["sel_x"] = Expression::of(3);
  searches["_hidden"] = Expression::of(4);
  const auto result = parse_condition(text, searches, max_tests);
  if (!result) {
    std::string errors;
    for (const ConditionError& error : result.error())
      errors += (errors.empty() ? "" : "; ") + std::to_string(error.position) + ": " + error.message;
    return errors;
  }
  return spell(result.value());
}

TEST(Condition, binds_or_weaker_than_and_weaker_than_not) {
  EXPECT_EQ(parsed("a or b and not c"), "or(0 and(1 !2 ) )");
  EXPECT_EQ(parsed("(a or b) and c"), "and(or(0 1 ) 2 )");
  EXPECT_EQ(parsed("1 of sel_*"), "3");
  EXPECT_EQ(parsed("all of them"), "and(0 1 2 3 )");
  EXPECT_EQ(parsed("any of _*"), "4");
}

TEST(Condition, says_where_it_goes_wrong) {
  EXPECT_EQ(parsed("a and sel_y"), "6: search 'sel_y' is not defined; did you mean 'sel_x'?");
  EXPECT_EQ(parsed("a AND b"), "2: expected the end of the condition");
  EXPECT_EQ(parsed("1 of nomatch*"), "5: no search matches 'nomatch*'");
  EXPECT_EQ(parsed("a | count() > 5"), "2: '|' in a condition was removed from Sigma; write a correlation");
  EXPECT_EQ(parsed("a and"), "5: expected a search name");
  EXPECT_EQ(parsed("(a"), "2: expected ')'");
  EXPECT_EQ(parsed("a or a or a", 2), "10: the condition makes too many tests");
  EXPECT_EQ(parsed(std::string(100, '(') + "a"), "65: nested too deeply");
}

TEST(Condition, tells_every_name_that_means_nothing) {
  EXPECT_EQ(parsed("x and (a or not yy) or 1 of zz*"),
            "0: search 'x' is not defined; 16: search 'yy' is not defined; 28: no search matches 'zz*'");
  EXPECT_EQ(parsed("x and b AND yy"), "0: search 'x' is not defined; 8: expected the end of the condition");
  std::string many = "x0";
  for (int i = 1; i < 200; ++i) many += " or x" + std::to_string(i);
  const std::string told = parsed(many);
  EXPECT_NE(told.find("'x49'"), std::string::npos);
  EXPECT_EQ(told.find("'x50'"), std::string::npos) << "50 are enough";
}

TEST(Condition, matches_patterns_with_many_stars_in_bounded_time) {
  EXPECT_EQ(parsed("1 of " + std::string(5000, '*') + "z"), "5: no search matches '" + std::string(5000, '*') + "z'");
}

}  // namespace
}  // namespace picket
