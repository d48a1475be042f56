#include "pipeline_core/rules/expression.h"

#include <utility>

namespace picket {

Expression Expression::negated(Expression inner) {
  Expression e{Kind::kNot, 0, {}};
  e.children.push_back(std::move(inner));
  return e;
}

Expression Expression::joined(Kind kind, std::vector<Expression> children) {
  if (children.size() == 1) return std::move(children[0]);
  return {kind, 0, std::move(children)};
}

std::size_t size_of(const Expression& expression) {
  std::size_t size = 1;
  for (const Expression& child : expression.children) size += size_of(child);
  return size;
}

}  // namespace picket
