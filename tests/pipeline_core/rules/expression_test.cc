#include "pipeline_core/rules/expression.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/rules/random_expression.h"

namespace picket {
namespace {

TEST(Expression, joins_one_part_to_itself) {
  const Expression one = Expression::of(7);
  EXPECT_EQ(Expression::joined(Expression::Kind::kAnd, {one}), one);
  EXPECT_EQ(Expression::joined(Expression::Kind::kOr, {one, one}).children.size(), 2u);
  EXPECT_EQ(size_of(one), 1u);
  EXPECT_EQ(size_of(Expression::negated(Expression::joined(Expression::Kind::kOr, {one, one}))), 4u);
}

TEST(Expression, of_nothing_is_what_logic_says) {
  const auto never = [](std::uint32_t) { return false; };
  EXPECT_TRUE(evaluate(Expression{Expression::Kind::kAnd, 0, {}}, never));
  EXPECT_FALSE(evaluate(Expression{Expression::Kind::kOr, 0, {}}, never));
  EXPECT_TRUE(evaluate(Expression{}, never)) << "kTrue";
}

/// Independent truth: the number of true parts, without short cuts.
TEST(Expression, has_the_value_that_counting_gives) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const Expression e = random_expression(random, 5, 4);
    for (std::uint32_t values = 0; values < 32; ++values) {
      EXPECT_EQ(evaluate(e, [&](std::uint32_t p) { return (values >> p & 1) != 0; }), counted_value(e, values)) << seed;
    }
  }
}

TEST(Expression, looks_at_no_part_that_decides_nothing_any_more) {
  const Expression all = Expression::joined(Expression::Kind::kAnd, {Expression::of(0), Expression::of(1), Expression::of(2)});
  std::vector<std::uint32_t> seen;
  EXPECT_FALSE(evaluate(all, [&](std::uint32_t p) {
    seen.push_back(p);
    return p != 1;
  }));
  EXPECT_EQ(seen, (std::vector<std::uint32_t>{0, 1}));
}

}  // namespace
}  // namespace picket
