#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "sim/live/fleet/fleet_measures.h"

namespace picket::sim {

/// A larger file is none of ours: 10,000 classes take 20 MB.
inline constexpr std::size_t kMostFleetMeasuresBytes = std::size_t{32} << 20;

/// Reads live_fleet.json back.
///
/// Errors: a sentence for a person: no JSON, another kind or version of file, a field that is missing or of another type, a number
///         that no fleet measures, counts that do not balance.
/// Limits: names of losses and ends that this version does not know are refused, so that nothing is left out of a sum.
Result<FleetMeasures, std::string> read_live_measures(std::string_view json);

}  // namespace picket::sim
