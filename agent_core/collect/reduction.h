#pragma once

#include "agent_core/agent.h"
#include "agent_core/aggregate/key_table.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// Where the timers of reductions report: what was lost, and whether a message became full.
struct ReductionReport {
  Counts<DropReason>& dropped;
  SlotListener* listener = nullptr;
  bool lost_any = false;
  bool message_full = false;
};

inline KeyTable keys_of(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind) {
  return {pool, state.tables[kind], plan.kinds[kind].key_limit,
          plan.kinds[kind].evicts_least ? KeyOrder::kLeast : KeyOrder::kIndex};
}
constexpr DropReason drop_reason_of(Loss loss) {
  switch (loss) {
    case Loss::kSampledOut:
      return DropReason::kSampledOut;
    case Loss::kRateLimited:
      return DropReason::kRateLimited;
    case Loss::kBelowThreshold:
      return DropReason::kBelowThreshold;
    case Loss::kSuppressed:
      break;
  }
  return DropReason::kSuppressed;
}

/// What a primitive may know at `now_ms`; `hash` is that of the key.
Moment moment_of(const AgentPlan& plan, const AgentState& state, std::uint32_t now_ms, std::uint64_t hash);

/// Sends what a key holds, as of `now_ms`: it becomes a pending observation. If it fits nowhere it is
/// lost: kOversize, or kCacheOverflow if nothing more can be pending.
void emit_held(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
               std::uint32_t now_ms, ReductionReport& report);
/// Loses what a key holds.
void lose_held(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
               DropReason reason, ReductionReport& report);
/// Does what the first timer of all kinds wants, as of its own time (of equal times the lower kind
/// first), and sets `state.deadline` to the next. Precondition: there is one.
void close_first(const AgentPlan& plan, AgentState& state, SlotPool& pool, ReductionReport& report);
/// Sets `state.deadline` to the first timer of all kinds.
void find_deadline(const AgentPlan& plan, AgentState& state, SlotPool& pool);

/// Sends what every key holds, by kind and then in the order of the keys' places, and forgets all keys.
void flush_keys(const AgentPlan& plan, AgentState& state, SlotPool& pool, Time now, ReductionReport& report);

/// Events that the keys of a kind hold.
std::uint64_t hits_of_keys(const AgentPlan& plan, const AgentState& state, const SlotPool& pool, std::size_t kind);
/// Forgets all keys of a kind; returns the events they held.
std::uint64_t lose_keys(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, DropReason reason,
                        SlotListener* listener);

}  // namespace picket
