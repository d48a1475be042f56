#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The trigger machinery of generation 1's C agent; for its collectors and windows see g1_collect.h, for
/// its queues g1_queues.h.
///
/// Model:  the publisher ticks every second: queues over max_message_bytes: send High padded with Low,
///         reset the High timer; High timer strictly over its frequency: the same; Low timer strictly
///         over: send Low padded with High. One message a trigger, none if the main queue is empty; a
///         queue stops at its first event that does not fit (current + event < max, strict), so an event
///         larger than a message blocks its queue for ever.
///         Ticks at which none of this can happen are skipped; timers are advanced in closed form.
/// Limits: the real threads drift by milliseconds; here collection and publisher share one clock and,
///         at one tick, collection comes first. A Medium priority is taken for Low.
/// Source: defender.md 4.1 (C agent).
bool step_g1(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out, SlotListener* listener);

/// The next time after `t` at which something can happen. `pool` may be null if the queues are empty.
Time g1_next_wake_up(const AgentPlan& plan, AgentState& state, Time t, SlotPool* pool);

/// Brings both timers to `t`: the ticks before it at which nothing could be sent have reset them.
void g1_advance_timers(const AgentPlan& plan, AgentState& state, Time t);

}  // namespace picket
