#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Thrown inside the rule reader only; becomes a Diagnostic at its edge.
struct RuleProblem {
  YAML::Mark mark;
  std::string message;
  bool unsupported = false;
};

/// Builds the expression of a `detection` section for observations of one kind.
/// Errors: throws RuleProblem.
Expression read_detection(const YAML::Node& detection, EventKind kind, RuleSet& rules);

/// True for scalars written without quotes; only those can be numbers, booleans or null.
bool is_plain(const YAML::Node& node);

/// Refuses keys given twice, at any depth (yaml-cpp takes the first silently).
void check_keys(const YAML::Node& node, int depth = 0);

}  // namespace picket
