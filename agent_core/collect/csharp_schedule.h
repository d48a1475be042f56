#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The trigger machinery of generation 1's C# agent; for its collectors and windows see g1_collect.h, for
/// its queues g1_queues.h.
///
/// Model:  the message builder first runs one consumer_interval after the start, then every one. At a run:
///         if all queues together hold max_message_bytes or more, one High message; if the High frequency
///         has passed since the last one as of the beginning of the run, one High message; the same with
///         Low. A trigger resets its timer whether or not there was anything to send. Both timers start at
///         the epoch, so that the first run fires both.
///         Runs at which nothing can be sent are skipped; timers are advanced in closed form.
/// Limits: the scheduler looks once a second and starts a task strictly after its time, so that real runs
///         come up to a second late; here they are punctual. At one time, producers come before the
///         builder. A Medium priority is taken for Low.
/// Source: defender.md 4.2; first run: CS:Agent/Core/Scheduling/TaskState.cs.
bool step_csharp(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                 SlotListener* listener);

/// The next time after `t` at which something can happen. `pool` may be null if the queues are empty.
Time csharp_next_wake_up(const AgentPlan& plan, AgentState& state, Time t, SlotPool* pool);

/// Brings both timers to `t`: the runs before it at which nothing could be sent have reset them.
void csharp_advance_timers(const AgentPlan& plan, AgentState& state, Time t);

}  // namespace picket
