#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The runs of generation 1's collectors and the windows of its aggregators.
///
/// Model:  a kind's collector runs at start + first_run + n * collect_interval. A kind that is aggregated
///         is flushed at its first run strictly later than its window after the last flush, whether or not
///         anything was held; the window starts at the last flush (or the start) and ends now. A kind that
///         is not aggregated is handed over at every run, which also ends what an aggregator still held
///         (marked by mark_as_aggregate).
///         The agent's log is read at the runs of its own collector, after the others; see append_log_lines.
/// Source: defender.md 4.1, 4.2.
/// Hands over what is due at `t` to the queues.
void g1_collect(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                SlotListener* listener);
/// The first time after `t` at which a collector hands something over or a snapshot is due.
Time g1_next_collection(const AgentPlan& plan, const AgentState& state, Time t);
/// When the window of a kind that is open now began.
Time g1_window_start(const AgentPlan& plan, const AgentState& state, EventKind kind);
/// Remembers that the aggregator of the kind was emptied at the last run strictly before `t`, if any.
void g1_restart_window(const AgentPlan& plan, AgentState& state, EventKind kind, Time t);

}  // namespace picket
