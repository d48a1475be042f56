#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>

#include "pipeline_core/rules/item_text.h"
#include "pipeline_core/rules/rule_problem.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Bounds of what one rule may hold. Our own numbers, an order above the largest published rule.
struct RuleLimits {
  std::size_t max_file_bytes = 1U << 20;
  std::size_t max_nodes = 100'000;   ///< of YAML in a document, aliases counted where they stand
  int max_depth = 32;                ///< of YAML
  std::size_t max_tests = 20'000;    ///< in a detection section, after modifiers multiplied values
  std::size_t max_regexes = 256;     ///< in a detection section
  std::size_t max_pattern_bytes = 1U << 20;      ///< in a detection section, after modifiers multiplied values
  // Of a rule set, since what a small file writes may stand for much:
  std::size_t max_regexes_of_all_rules = 4'096;           ///< each may take some 100 kB
  std::size_t max_parts_of_all_rules = 1'000'000;         ///< of expressions, 64 bytes each; all of SigmaHQ has 60,000
  std::size_t max_pattern_bytes_of_all_rules = 1U << 26;  ///< each predicate's once, some four copies of them
};

/// Builds the expression of a `detection` section, or of a `filter` (whose `rules` is no search).
/// Output: the expression; meaningless if `problems` were added, which tell all that is wrong at once.
Expression read_detection(const YAML::Node& detection, const RuleLimits& limits, const Placeholders& placeholders,
                          RuleSet& rules, RuleProblems& problems);

/// Refuses keys given twice, at any depth (yaml-cpp takes the first silently), merge keys (which it takes for fields)
/// and tags (which it drops), and documents that are too deep or, with their aliases written out, too large.
/// Errors: throws RuleProblem.
void check_keys(const YAML::Node& node, const RuleLimits& limits);

}  // namespace picket
