#pragma once

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {

/// Begins a life of the agent at `now`: timers set, tables empty. Keeps the message count.
void begin_life(const AgentPlan& plan, AgentState& state, Time now);
/// Empties every table and forgets the first sightings; returns the hits that were held.
std::uint64_t lose_everything(const AgentPlan& plan, AgentState& state, SlotPool& pool, DropReason reason,
                              SlotListener* listener);
/// Offsets reach from the epoch as far as this before it moves: 24 days.
inline constexpr std::int64_t kRenewAfterMs = std::int64_t{1} << 31;
/// See renew_epoch.
void move_epoch(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool);
/// Moves the epoch so that millisecond offsets stay in range; entries older than 12 days before
/// `now` keep the new epoch as their time. No effect in the first 24 days of a life.
inline void renew_epoch(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool) {
  if ((now - state.epoch).count_milliseconds() >= kRenewAfterMs) move_epoch(plan, state, now, pool);
}

/// Milliseconds from the agent's epoch, rounded down.
inline std::uint32_t milliseconds_of(const AgentState& state, Time time) {
  return static_cast<std::uint32_t>((time - state.epoch).count_milliseconds());
}
inline Time time_of(const AgentState& state, std::uint32_t milliseconds) {
  return state.epoch + Duration::milliseconds(milliseconds);
}
inline EntryTable table_of(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t table) {
  return {pool, state.tables[table], plan.shape_of(table)};
}

}  // namespace picket
