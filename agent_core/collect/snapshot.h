#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// Generation 1 and stream: asks for the snapshot that is due at `t`, once. False: the step has to
/// wait for the caller's answer. Afterwards the next snapshot is one interval later.
///
/// Source: the C agent's first snapshot is taken at its start, the next ones every snapshotFrequency
/// (defender.md 1.3); the C# agent's at its generator's first run, the next ones at its first run strictly
/// later than the frequency (defender.md 4.2).
bool snapshot_taken(const AgentPlan& plan, AgentState& state, Time t, Emission& out);

/// on_snapshot for every generation: stores what is collected and due now.
Fate take_snapshot(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                   SlotListener* listener);

/// on_report: one event of generation 1, stored now whatever is collected; sets the next wake-up.
Fate take_own_report(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                     SlotListener* listener);

}  // namespace picket
