#pragma once

#include <cstdint>

#include "agent_core/collect/reduction.h"

namespace picket {

/// Where in the table of keys the events of a slot's kind, operation, protocol, direction and flags are told under
/// no key.
std::uint64_t rest_hash(const Slot& slot);

/// What became of events that joined a rest.
struct RestJoin {
  std::uint16_t entry = 0;  ///< of the rest
  bool begun = false;       ///< nothing was held there before them
  bool timer_changed = false;
};

/// Adds the hits and times of `part` to the rest of its kind, to be sent at `due_ms` at the latest; and the bytes of
/// its flow, `times` times.
///
/// Model:  the rest is an observation like any other, of a record in which nothing is set but what always has a
///         value: kind, operation, protocol, direction and flags, which all its events share. Its hit count makes
///         the counts of a sketch balance; no field says which or how many keys it stands for, as the wire has none.
/// Limits: a rest whose hit count would exceed 32 bits is sent first, as of `now_ms`.
RestJoin join_rest(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, const Slot& part,
                   const WideAddresses& wide, std::uint64_t times, std::uint32_t due_ms, std::uint32_t now_ms,
                   ReductionReport& report);

/// What a key holds joins the rest. The deadline is the caller's to find.
void move_to_rest(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
                  std::uint32_t due_ms, std::uint32_t now_ms, ReductionReport& report);

}  // namespace picket
