#include "pipeline_core/rules/rule_program.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/rules/random_expression.h"

namespace picket {
namespace {

Predicate field_like(std::string_view pattern, Field field = Field::kImage) {
  return Predicate::pattern(field, parse_pattern(pattern), false);
}
Predicate field_regex(const std::string& expression, Field field = Field::kImage) {
  std::string error;
  return *Predicate::regex(field, expression, false, false, false, error);
}
/// From cheap to dear.
std::vector<Predicate> five() {
  return {Predicate::exists(Field::kImage), field_like("a"), field_like("*a*"), field_like("a*b"), field_regex("a.*b")};
}

/// Independent truth: the number of true parts, over all values of the predicates.
TEST(RuleProgram, has_the_value_of_its_expression) {
  const std::vector<Predicate> predicates = five();
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const Expression e = random_expression(random, 5, 5);
    const RuleProgram program(e, predicates);
    for (std::uint32_t values = 0; values < 32; ++values) {
      ASSERT_EQ(program.run([&](std::uint32_t p) { return (values >> p & 1) != 0; }), counted_value(e, values))
          << "seed " << seed << " values " << values;
    }
  }
  EXPECT_TRUE(RuleProgram(Expression{}, predicates).run([](std::uint32_t) { return false; }));
}

TEST(RuleProgram, makes_cheap_tests_first_and_none_that_decides_nothing_any_more) {
  using Kind = Expression::Kind;
  const std::vector<Predicate> predicates = five();
  const auto leaf = [](std::uint32_t p) { return Expression::of(p); };
  const auto tests = [&](const Expression& e, std::uint32_t values) {
    std::vector<std::uint32_t> seen;
    RuleProgram(e, predicates).run([&](std::uint32_t p) {
      seen.push_back(p);
      return (values >> p & 1) != 0;
    });
    return seen;
  };
  using Seen = std::vector<std::uint32_t>;
  const Expression all = Expression::joined(Kind::kAnd, {leaf(4), leaf(2), leaf(0), leaf(3), leaf(1)});
  EXPECT_EQ(tests(all, 0b11111), (Seen{0, 1, 2, 3, 4}));
  EXPECT_EQ(tests(all, 0b11011), (Seen{0, 1, 2}));
  const Expression any = Expression::joined(Kind::kOr, {leaf(4), leaf(2), leaf(0)});
  EXPECT_EQ(tests(any, 0b00100), (Seen{0, 2}));
  // What skips a part skips all that is in it.
  const Expression nested = Expression::joined(
      Kind::kAnd, {Expression::negated(Expression::joined(Kind::kOr, {leaf(4), leaf(3)})), leaf(1)});
  EXPECT_EQ(tests(nested, 0b00000), (Seen{1}));
  EXPECT_EQ(tests(nested, 0b00010), (Seen{1, 3, 4}));
  EXPECT_EQ(tests(nested, 0b01010), (Seen{1, 3}));
}

TEST(RuleProgram, costs_what_its_tests_cost) {
  const std::vector<Predicate> predicates = five();
  for (std::size_t i = 1; i < predicates.size(); ++i) EXPECT_LT(cost_of(predicates[i - 1]), cost_of(predicates[i])) << i;
  EXPECT_LT(cost_of(field_regex("a")), cost_of(field_regex("a", Field::kWholeEvent)));
  EXPECT_LT(cost_of(field_like("*a*")), cost_of(field_like("*a*", Field::kWholeEvent)));
  const Expression both = Expression::joined(Expression::Kind::kAnd, {Expression::of(1), Expression::negated(Expression::of(4))});
  EXPECT_EQ(cost_of(both, predicates), cost_of(predicates[1]) + cost_of(predicates[4]));
  // A sum that would not end in an `int` is a million.
  Expression many{Expression::Kind::kOr, 0, {}};
  many.children.assign(60'000, Expression::of(4));
  Expression more{Expression::Kind::kOr, 0, {}};
  more.children.assign(2, many);
  EXPECT_EQ(cost_of(more, predicates), 1'000'000);
}

}  // namespace
}  // namespace picket
