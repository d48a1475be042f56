#pragma once

#include <yaml-cpp/yaml.h>

#include "pipeline_core/rules/rule_problem.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Reads the `correlation` section of a Sigma 2.1 document, and `generate` beside or inside it, into `rule`.
///
/// Beyond the specification: `percentile` in the condition of value_percentile (0 < p <= 100), which 2.1.0 leaves
/// without a place and the reference implementation puts there; a counted `field` may be an alias.
/// Errors: adds every problem that it can go on from to `problems`, throws RuleProblem for the others. Names are only collected: resolve_correlations looks them up.
/// Limits: 1,024 rules, for temporal types 64; 16 group-by entries; counts up to 1,000,000, of distinct values up
/// to 4,096; a time span of at most 1,000,000 of its unit. More is an error, as is what the specification does
/// not name.
/// Source: Sigma correlation rules specification 2.1.0 and its JSON schema.
void read_correlation(const YAML::Node& document, Rule& rule, RuleProblems& problems);

}  // namespace picket
