#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "agent_core/base/result.h"

namespace picket::sim {

/// Alerts of SecurityAlert by AlertType.
using AlertsByType = std::map<std::string, std::uint64_t>;

/// More types than any catalogue has; the file is then none of ours.
inline constexpr std::size_t kMostAlertTypes = 1'000;

/// Counts the alerts of a workspace, a run's or a pipeline's, that are about devices whose ids begin with `prefix`; all of them if it
/// is empty.
/// Errors: a sentence: no workspace, a damaged file, too many types.
Result<AlertsByType, std::string> alerts_by_type(const std::string& workspace, const std::string& prefix);

}  // namespace picket::sim
