#pragma once

#include <vector>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/expression.h"

namespace picket {

/// A tree over predicates 0 to `predicates` - 1, at most so deep; parts of `and` and `or` may be none.
inline Expression random_expression(RandomStream& random, std::uint32_t predicates, int depth) {
  const std::uint64_t draw = random.below(depth == 0 ? 1 : 6);
  if (draw <= 1) return Expression::of(static_cast<std::uint32_t>(random.below(predicates)));
  if (draw == 2) return Expression::negated(random_expression(random, predicates, depth - 1));
  std::vector<Expression> parts;
  for (std::uint64_t n = random.below(4); n > 0; --n) parts.push_back(random_expression(random, predicates, depth - 1));
  return Expression::joined(draw <= 4 ? Expression::Kind::kAnd : Expression::Kind::kOr, std::move(parts));
}

/// Its value where predicate i has bit i of `values`, by counting the true parts of each.
inline bool counted_value(const Expression& e, std::uint32_t values) {
  std::size_t number = 0;
  for (const Expression& child : e.children) number += counted_value(child, values) ? 1 : 0;
  switch (e.kind) {
    case Expression::Kind::kPredicate:
      return (values >> e.predicate & 1) != 0;
    case Expression::Kind::kNot:
      return number == 0;
    case Expression::Kind::kAnd:
      return number == e.children.size();
    case Expression::Kind::kOr:
      return number > 0;
    case Expression::Kind::kTrue:
      return true;
  }
  return false;
}

}  // namespace picket
