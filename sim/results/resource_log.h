#pragma once

#include <string>
#include <string_view>

#include "sim/results/workspace_rows.h"

namespace picket::sim {

/// Where the hubs of a run stand; no real place.
inline constexpr std::string_view kHubLocation = "westeurope";

/// A record of a hub's resource log as a diagnostic setting sends it to an event hub or into storage, one JSON object: time,
/// resourceId, operationName, category, level, resultType, resultDescription, durationMs, location and properties, which is a
/// text that holds JSON.
///
/// Input:  of the row its record, detail and names; when Log Analytics had it does not matter here.
/// Limits: durationMs is the wait in the hub's throttle, as nothing is published of what operations take; resultType is empty for
///         what went well.
/// Source: monitor-iot-hub-reference, 2024-06-26; iot-hub.md 5.5.
std::string resource_log_record(const OperationRow& row);

}  // namespace picket::sim
