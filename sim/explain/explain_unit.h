#pragma once

#include "sim/explain/explanation.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

/// What became of a unit (attack, device) in a run that was repeated with the focus on it: step by step what happened
/// and where it ended, and how near each rule and model came to raising an alert about it.
UnitExplanation explain_unit(const Rerun& rerun, std::uint32_t unit);

}  // namespace picket::sim
