#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/rules/expression.h"
#include "pipeline_core/rules/predicate.h"

namespace picket {

/// An expression as a flat list: each part knows where it ends, so a decided `and` or `or` skips the rest.
/// Cheap tests come first within an `and` or `or`; the value stays the same.
class RuleProgram {
 public:
  RuleProgram() = default;
  RuleProgram(const Expression& expression, const std::vector<Predicate>& predicates);

  /// `test(predicate)` gives the value of a leaf.
  template <class Test>
  bool run(Test&& test) const {
    return run_at(0, test);
  }

 private:
  struct Part {
    Expression::Kind kind;
    std::uint32_t predicate;
    std::uint32_t end;  ///< the part after this one and all its children
  };
  template <class Test>
  bool run_at(std::uint32_t at, Test& test) const {
    const Part& part = parts_[at];
    switch (part.kind) {
      case Expression::Kind::kPredicate:
        return test(part.predicate);
      case Expression::Kind::kNot:
        return !run_at(at + 1, test);
      case Expression::Kind::kAnd:
        for (std::uint32_t child = at + 1; child < part.end; child = parts_[child].end) {
          if (!run_at(child, test)) return false;
        }
        return true;
      case Expression::Kind::kOr:
        for (std::uint32_t child = at + 1; child < part.end; child = parts_[child].end) {
          if (run_at(child, test)) return true;
        }
        return false;
      case Expression::Kind::kTrue:
        return true;
    }
    return false;
  }
  void append(const Expression& e, const std::vector<Predicate>& predicates);

  std::vector<Part> parts_;
};

/// Relative cost of a test, for the order of tests and for `explain`: 1 for a comparison, more for
/// searches, most for regular expressions and searches of the whole event. Our own estimate.
int cost_of(const Predicate& predicate);
/// The sum over an expression's leaves.
int cost_of(const Expression& expression, const std::vector<Predicate>& predicates);

}  // namespace picket
