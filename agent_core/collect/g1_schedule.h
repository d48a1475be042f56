#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The queue and trigger machinery of generation 1's C agent.
///
/// Model:  collectors run at start + n * collect_interval. A kind that is aggregated is flushed at the
///         first run strictly later than its window after the last flush, so flushes come every
///         (window / collect_interval + 1) runs, whether or not anything was held; its window starts at
///         the last flush (or the start) and ends now. A kind that is not aggregated is handed over at
///         every run. Both go to the High or Low queue, which share one budget: charge = length + 40,
///         the newest is refused beyond it.
///         The publisher ticks every second: queues over max_message_bytes: send High padded with Low,
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

/// 0: High, 1: Low.
std::size_t g1_queue_of(Priority priority);

struct G1Push {
  bool stored = false;
  SlotRef slot;
};
/// Puts a report's items into a queue as one event, which the budget takes whole or not at all. The slot is
/// that of the first item; the others follow it.
G1Push push_g1_report(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, Time now,
                      std::span<const Record> items);
/// Puts an observation into a queue unless the budget would be exceeded; sets fields.bytes.
G1Push push_g1(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, const Slot& slot,
               const WideAddresses& wide, QueueFields fields);

}  // namespace picket
