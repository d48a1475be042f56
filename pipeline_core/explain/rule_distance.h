#pragma once

#include <compare>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// A test of a rule's condition that came out as the rule does not want it.
struct Lack {
  std::uint32_t predicate = 0;  ///< index of RuleSet::predicates
  bool wanted = true;           ///< what the test should have given; false below a `not`
  std::string search = {};      ///< the search that it stands in; empty if it stands in none
  bool operator==(const Lack&) const = default;
};

/// How far an event is from a single-event rule.
///
/// Model:  the least number of tests that would have to come out otherwise for the condition to hold. `all of` needs
///         each of its parts, `one of` the part that is nearest: fewest failed tests, of equal ones most tests that
///         hold, of equal ones the first in the rule; `not` needs its part to be false. A test that stands twice in
///         the condition counts twice.
/// Law:    `failed` is 0 exactly if the rule fires on the event.
/// Limits: tests are changed one by one, whatever values a single text could take: two lacks on one field may be met
///         by no text at all.
struct RuleDistance {
  static constexpr std::uint32_t kNever = 0xffffffff;  ///< no outcome of the tests makes the condition hold

  std::uint32_t failed = 0;
  std::uint32_t held = 0;    ///< tests of the chosen parts that came out as wanted
  std::vector<Lack> lacks{};  ///< the failed ones, in the order of the condition
  /// The nearer comes first: fewest failed tests, then most tests that hold.
  std::strong_ordering operator<=>(const RuleDistance& other) const {
    if (failed != other.failed) return failed <=> other.failed;
    return other.held <=> held;
  }
  bool operator==(const RuleDistance& other) const { return failed == other.failed && held == other.held; }
};

/// Distance of the event that `reader` holds. Cost: linear in the condition.
RuleDistance distance_of(const RuleSet& rules, std::uint32_t rule, FieldReader& reader);

/// The same for any tree; `test(predicate)` gives the value of a leaf.
template <class Test>
RuleDistance distance_of(const Expression& e, const Test& test, bool wanted = true, const std::string& around = {}) {
  using Kind = Expression::Kind;
  const std::string& search = e.search.empty() ? around : e.search;
  switch (e.kind) {
    case Kind::kPredicate:
      if (test(e.predicate) == wanted) return {0, 1, {}};
      return {1, 0, {{e.predicate, wanted, search}}};
    case Kind::kNot:
      return distance_of(e.children[0], test, !wanted, search);
    case Kind::kTrue:
      return {wanted ? 0 : RuleDistance::kNever, 0, {}};
    case Kind::kAnd:
    case Kind::kOr:
      break;
  }
  const bool needs_each = (e.kind == Kind::kAnd) == wanted;
  RuleDistance out{needs_each ? 0 : RuleDistance::kNever, 0, {}};
  for (const Expression& child : e.children) {
    RuleDistance part = distance_of(child, test, wanted, search);
    if (!needs_each) {
      if (part < out) out = std::move(part);
      continue;
    }
    out.failed = part.failed == RuleDistance::kNever || out.failed == RuleDistance::kNever ? RuleDistance::kNever
                                                                                          : out.failed + part.failed;
    out.held += part.held;
    out.lacks.insert(out.lacks.end(), std::make_move_iterator(part.lacks.begin()),
                     std::make_move_iterator(part.lacks.end()));
  }
  return out;
}

/// What a lack means, for people.
struct LackText {
  std::string field;   ///< empty for a keyword, which looks at every value
  std::string wanted;  ///< "like '*nohup *'", "not like '/usr/*'"
  std::string found;   ///< the field's value in quotes, or what there is instead
};
LackText text_of(const RuleSet& rules, const Lack& lack, FieldReader& reader);

}  // namespace picket
