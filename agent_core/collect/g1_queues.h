#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

inline constexpr std::size_t kHighQueue = 0;
inline constexpr std::size_t kLowQueue = 1;
inline constexpr std::size_t kOperationalQueue = 2;

/// The queue of a kind: Operational for what the agent says of itself, else by priority (Medium: Low).
/// Source: defender.md 1.3 (operational events ignore High and Low).
std::size_t g1_queue_of(EventKind kind, Priority priority);

inline EntryTable g1_queue(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue) {
  return table_of(plan, state, pool, kQueueTable + queue);
}

/// What an event of `bytes` takes of the queues' budget.
inline std::uint32_t charge_of(const AgentPlan& plan, std::uint32_t bytes) {
  return bytes + (plan.policy.generation == Generation::kG1C ? kQueueItemBytes : 0);
}

struct G1Push {
  bool stored = false;
  SlotRef slot;
  DropReason reason = DropReason::kQueueFull;  ///< why it was not stored
  std::uint64_t displaced_hits = 0;            ///< of older entries that made room, lost as kQueueFull
};
/// Puts an observation into a queue; sets fields.bytes; counts it in the queue's statistics.
///
/// Model:  g1_c: charge = serialized length + 40 against one budget of all queues. g1_csharp: estimate =
///         twice the serialized length (UTF-16) against the queue's own share; what is larger than the
///         share or than a message is refused. Over the budget, drop_newest refuses the observation and
///         drop_oldest takes entries off the same queue until it fits.
/// Source: defender.md 4.1, 4.2.
G1Push push_g1(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, const Slot& slot,
               const WideAddresses& wide, QueueFields fields, SlotListener* listener);

/// Puts a report's items into a queue as one event, which the budget takes whole or not at all; the same
/// rules. The slot is that of the first item; the others follow it.
G1Push push_g1_report(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, Time now,
                      std::span<const Record> items, SlotListener* listener);

/// True if a send with this main queue would make a message: it is not empty, and a head fits.
bool g1_can_send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main);

/// Builds at most one message: nothing if the main queue is empty; else Operational, main, and the other
/// of High and Low, each up to its first entry that does not fit (g1_c: sum < max_message_bytes;
/// g1_csharp: sum <= it, and the other queue only if something was taken before).
void g1_send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main, Emission& out);

}  // namespace picket
