#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/live/compare/simulated_measures.h"
#include "sim/live/fleet/fleet_measures.h"

namespace picket::sim {

/// What a live fleet and a simulated run are not alike in, before any measure is looked at.
struct Comparability {
  std::vector<std::string> differs;  ///< said, and no hindrance: programs, lines, prices, rules
  std::vector<std::string> refused;  ///< other devices, lives, attacks or policy: their measures say nothing about each other
  bool same_program = true;          ///< of one commit: their messages have to be equal
};

/// A value of the scenario, "fleet[0].count", decides what devices send under the policy template `use`.
bool decides_what_is_sent(std::string_view path, std::string_view use);

/// Input:  `live_scenario`, YAML with every value, as the live fleet kept it; `use`, the policy template that it played.
/// Limits: values that this version does not know count as ones that decide.
Comparability comparability_of(const FleetMeasures& live, std::string_view live_scenario, const SimulatedMeasures& simulated, std::string_view use);

}  // namespace picket::sim
