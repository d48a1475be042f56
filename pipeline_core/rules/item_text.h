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

/// What the variants of a value may take.
struct TextRoom {
  std::size_t variants = 0;
  std::size_t bytes = 0;  ///< of all of them, by `bytes_of`
};
/// What a pattern takes: its literals, and one byte a part.
std::size_t bytes_of(const PatternParts& parts);

/// The patterns that a text value stands for after its modifiers, linked by `or`; the value is `node`'s.
/// Errors: throws RuleProblem: wildcards where a text is encoded, texts that are not UTF-8, placeholders
/// without values, more variants or bytes than there is room for, values longer than 8 KiB.
/// Cost:   what one modifier makes of one variant is made before it is counted: at most 625 times as much.
std::vector<PatternParts> read_item_text(const YAML::Node& node, const ModifierChain& modifiers,
                                         const Placeholders& placeholders, TextRoom room);

}  // namespace picket
