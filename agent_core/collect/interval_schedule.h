#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The timers of generation 2 and of picket.
///
/// Model:  the first tick comes U[1, 3) of first_collection_jitter after the start and collects every
///         priority; a priority is due again every interval after it. One timer is armed to the nearest
///         due time of the priorities that have a collector; what is due together goes out together, High
///         before Low, and is split only at max_message_bytes. Nothing collected, no message; a heartbeat
///         alone is a message.
///         picket adds the rare lane: first sightings go out max_delay after the oldest of them, or with
///         any tick before that.
/// Source: defender.md 1.1, 4.3, 4.4.
/// Returns false if it waits for a snapshot.
bool step_intervals(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                    SlotListener* listener);

/// The first tick later than `t` of any priority that has a collector.
Time next_interval_tick(const AgentPlan& plan, const AgentState& state, Time t);

/// True if `t` is a tick of the priority.
bool is_due(const AgentPlan& plan, const AgentState& state, Priority priority, Time t);

}  // namespace picket
