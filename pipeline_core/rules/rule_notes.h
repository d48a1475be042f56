#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// What is no error in a rule, correlation or filter that loads and still may not be what its author meant: keys that are nearly known ones, an
/// id that is no UUID, log sources and fields that no agent of ours reports, values that match everything, modifiers
/// without effect. In a filter such a field means that the filter takes nothing out. Rules of others hold such for systems that we do not know, so nothing of it keeps a rule from loading.
/// Limits: 50 notes a rule.
std::vector<RuleNote> notes_of(const YAML::Node& document, const Rule& rule, const FieldTable& fields);

/// "; did you mean 'User'?": the field nearest to `name` that observations of some of the `routes` carry; or nothing.
std::string field_hint(std::string_view name, RouteMask routes);
/// The last `words` of a note or problem: "; known are 'a', 'b'".
std::string known_words(const std::vector<std::string_view>& words);

/// True if an observation of some of the `routes` carries the field.
bool is_sent(const FieldTable& fields, RouteMask routes, Field field);

}  // namespace picket
