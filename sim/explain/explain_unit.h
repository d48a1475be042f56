#pragma once

#include <cstdint>
#include <optional>

#include "sim/explain/explanation.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

/// What became of a unit (attack, device) in a run that was repeated with the focus on it: step by step what happened
/// and where it ended, and how near each rule and model came to raising an alert about it.
UnitExplanation explain_unit(const Rerun& rerun, std::uint32_t unit);

/// What came nearest to raising an alert about one step of the unit: of what raises expected alerts, else of all other
/// rules; nothing if none of them is tried on anything like the step's evidence.
std::optional<StandingText> nearest_to_step(const Rerun& rerun, std::uint32_t unit, std::uint16_t step);

}  // namespace picket::sim
