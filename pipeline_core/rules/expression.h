#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace picket {

/// A tree of and, or, not over predicates: what a rule's detection and condition mean together.
struct Expression {
  enum class Kind : std::uint8_t { kPredicate, kAnd, kOr, kNot, kTrue };
  Kind kind = Kind::kTrue;
  std::uint32_t predicate = 0;  ///< index in the rule set, for kPredicate
  std::vector<Expression> children;
  std::string search = {};  ///< the name of the search that this part is, empty for parts of one

  static Expression of(std::uint32_t predicate) { return {Kind::kPredicate, predicate, {}}; }
  static Expression negated(Expression inner);
  /// And or or; a single child stands for itself.
  static Expression joined(Kind kind, std::vector<Expression> children);
  bool operator==(const Expression&) const = default;
};

/// Number of its parts.
std::size_t size_of(const Expression& expression);

/// Evaluates with short cuts; `test(predicate)` gives the value of a leaf.
template <class Test>
bool evaluate(const Expression& e, Test&& test) {
  switch (e.kind) {
    case Expression::Kind::kPredicate:
      return test(e.predicate);
    case Expression::Kind::kNot:
      return !evaluate(e.children[0], test);
    case Expression::Kind::kAnd:
      for (const Expression& child : e.children) {
        if (!evaluate(child, test)) return false;
      }
      return true;
    case Expression::Kind::kOr:
      for (const Expression& child : e.children) {
        if (evaluate(child, test)) return true;
      }
      return false;
    case Expression::Kind::kTrue:
      return true;
  }
  return false;
}

}  // namespace picket
