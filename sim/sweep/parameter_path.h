#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "sim/scenario/load.h"

namespace picket::sim {

/// Why a value cannot be varied.
struct PathError {
  std::string message;
  std::string hint;
};

/// The path of the scenario that a study's path means.
///
/// Model:  `policy.NAME.KEY` is `policy_templates.NAME.KEY`; there KEY may be the end of a path that the policy has once
///         (`policy.g2_linux.medium` is `policy_templates.g2_linux.intervals.medium`).
/// Errors: what every point of a study must have in common (seed, replications, policies, rules, feeds); names of parts that
///         the scenario has not; ends of paths that a policy has more than once, or not at all and another that is spelled alike. Other
///         unknown keys are left to the reader of the scenario, which says what was probably meant.
Result<std::string, PathError> resolve_path(std::string_view written, const LoadResult& base);

/// Whether `path` is `above` or below it, by whole steps: "fleet" has "fleet[0].count" below it, "flee" has not.
bool is_path_below(std::string_view path, std::string_view above);

}  // namespace picket::sim
