#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {

/// What a device knows of its sketch, beside what it sends: no field of the wire says these figures. They are of the
/// window of the last event.
struct SketchFigures {
  std::uint32_t keys = 0;  ///< space_saving: remembered
  /// Most events by which a key's true count may exceed what is sent of it (space_saving, for certain), or by which
  /// an estimate exceeds the truth (count_min, with probability 1 - e^-depth).
  double error_bound = 0;
  double distinct_keys = 0;   ///< hyperloglog: estimated
  double relative_error = 0;  ///< ... its standard error
};

/// Nothing for a kind that no sketch reduces.
/// Cost: reads the cells once.
std::optional<SketchFigures> sketch_figures(const AgentPlan& plan, const AgentState& state, const SlotPool& pool,
                                            EventKind kind);

}  // namespace picket
