#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// What a rule means, for its author: source and which observations it is tried on, its tests as a tree,
/// the fields that no such observation carries (with the name that may have been meant), the witness
/// literals without which it is not looked at, its cost. Of a correlation: type, rules, group-by, timespan, condition,
/// aliases, and when it is judged. Ends with a line break.
std::string explain_rule(const RuleSet& rules, std::uint32_t rule);

/// Names of fields that a rule tests and that none of the observations it is tried on carries.
std::vector<std::string_view> fields_never_sent(const RuleSet& rules, const Rule& rule);

/// Why a rule fires or not on the event that `reader` holds: its tests as a tree, each with yes or no and
/// what stands in the field. Of alternatives that are all false only the first are shown.
std::string explain_trial(const RuleSet& rules, std::uint32_t rule, FieldReader& reader);

/// What a test found in the event that `reader` holds: the value of its field in quotes, or what there is instead.
std::string value_text(const Predicate& test, FieldReader& reader);

/// True if the rule's expression holds for the event that `reader` holds, whatever its log source.
bool holds(const RuleSet& rules, std::uint32_t rule, FieldReader& reader);

}  // namespace picket
