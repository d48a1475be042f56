#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <vector>

#include "pipeline_core/rules/modifier.h"
#include "pipeline_core/rules/pattern.h"

namespace picket {

/// Values for the placeholders of `expand`, by name without the percent signs. A value may hold wildcards.
using Placeholders = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The patterns that a text value stands for after its modifiers, linked by `or`; the value is `node`'s.
/// Errors: throws RuleProblem: wildcards where a text is encoded, texts that are not UTF-8, placeholders
/// without values, more than `max_variants` variants, values longer than 8 KiB.
std::vector<PatternParts> read_item_text(const YAML::Node& node, const ModifierChain& modifiers,
                                         const Placeholders& placeholders, std::size_t max_variants);

}  // namespace picket
