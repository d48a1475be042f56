#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "pipeline_core/rules/expression.h"

namespace picket {

/// The named searches of a rule's detection; ordered, so `1 of x*` expands in one order.
using Searches = std::map<std::string, Expression, std::less<>>;

struct ConditionError {
  std::size_t position = 0;  ///< byte offset in the condition
  std::string message;
};

/// Parses a Sigma condition: `or` < `and` < `not` < `1 of`, `any of`, `all of` < parentheses.
/// Keywords are lower case, names are case-sensitive, `them` and patterns skip names that begin with
/// `_` unless the pattern does.
/// Errors: every unknown name and every pattern that matches nothing; else the first: pipes (the old aggregations), anything
/// left over. At least one.
/// Limits: 64 levels of nesting; `max_tests` bounds the expression, since a search may be named many times.
/// Source: Sigma specification 2.1, grammar as the reference implementation reads it.
Result<Expression, std::vector<ConditionError>> parse_condition(std::string_view text, const Searches& searches,
                                                   std::size_t max_tests = 100'000);

}  // namespace picket
