#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

struct StreamPush {
  std::uint32_t position = 0;
  bool full = false;      ///< the message before this event is full
  bool oversize = false;  ///< fits no message; not stored
};

/// Adds an event, or what a reduction has held (`aggregated`), to what is pending at `time`; calls come in
/// the order of time. Precondition: the pending table is not full.
StreamPush push_pending(const AgentPlan& plan, AgentState& state, SlotPool& pool, const Slot& slot,
                        const WideAddresses& wide, const Record& record, Time time, bool aggregated = false);

/// The work of `stream` at time `t`: timers of reductions, each as of its own time; then sends what fills a message, and what has waited for max_delay
/// since the oldest of its message. Returns false if it waits for a snapshot.
///
/// Model: pending events form messages from the oldest on; a message ends before the event that would
///        make it longer than max_message_bytes, or when its oldest event has waited for max_delay.
///        Events later than `t` (of a run that was given whole) are left.
bool step_stream(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                 SlotListener* listener);

}  // namespace picket
