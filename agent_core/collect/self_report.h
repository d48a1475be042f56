#pragma once

#include <array>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {

/// What an agent counts about itself, by collector, since its last statistics: generation 2's statistics
/// and log collectors. The counts are those of the agent's own conservation law, so that a report is true:
/// over all reports and what is still counted, `sent` is what left in messages and the rest what was lost.
///
/// State: one block of the pool, taken with the first count, given back with `forget_statistics`.
/// Limits: a count stops at 2^32 - 1. What a killed or stopped agent had counted is lost with it.
void count_statistics(AgentState& state, SlotPool& pool, EventKind collector, StatisticsEvent event,
                      std::uint64_t hits);
/// The line under which a loss is reported.
StatisticsEvent statistics_event_of(DropReason reason);
/// The count so far.
std::uint32_t statistics_count(const AgentState& state, const SlotPool& pool, EventKind collector,
                               StatisticsEvent event);
/// All that an agent has counted since its last statistics and its last log.
struct StatisticsCounts {
  /// By collector, then event.
  std::array<std::uint32_t, kActivityKinds * kStatisticsEventWords.size()> counts{};
  std::uint32_t overflowed = 0;  ///< bit k: the cache of kind k lost events since the last log
  bool operator==(const StatisticsCounts&) const = default;
};
StatisticsCounts statistics_of(const AgentState& state, const SlotPool& pool);
/// Takes a block only if there is something to hold. Precondition: the state has no block yet.
void restore_statistics(AgentState& state, SlotPool& pool, const StatisticsCounts& counts);
void forget_statistics(AgentState& state, SlotPool& pool);
std::uint32_t copy_statistics(const SlotPool& from, std::uint32_t block, SlotPool& to);

/// Appends the lines of the statistics report: those that are not zero, by collector, then event; counts anew.
void take_statistics_lines(AgentState& state, SlotPool& pool, std::vector<Record>& out);
/// A line of the agent's log, and what it tells of, if it is a loss.
struct AgentLogLine {
  LogRecord record;
  EventKind collector = EventKind::kCount_;  ///< kCount_: it tells of no loss
  StatisticsEvent event = StatisticsEvent::kSent;
  std::uint32_t lost = 0;  ///< the number that the line tells; 0: none
};
/// Appends what the agent's log has to say: that it started (at the first report of its life), and for each
/// collector what it lost since the last log. Lines less severe than the policy's `log_level` are left out.
///
/// Model:  generation 2 warns of a full cache, as its documentation says, and has its statistics for the
///         numbers. Generation 1 has no statistics by collector: its lines tell how many events of a collector
///         were lost to a full cache, a full queue, or a message that is too small. Its process and thread
///         are drawn for each life of the agent; the thread is the second that the agent starts (estimate).
/// Source: a full cache logs a warning to enlarge it (defender.md 1.1); the C agent logs what its queues
///         refuse (4.1); the wording is ours.
void append_log_lines(const AgentPlan& plan, const AgentState& state, const SlotPool& pool, bool first,
                      std::vector<AgentLogLine>& out);
/// The line is in a report: what it tells of is not said again.
void forget_said(AgentState& state, SlotPool& pool, const AgentLogLine& line);

/// The texts of the agent's log. A vocabulary that does not hold them leaves the messages empty.
void intern_log_texts(TextTable& texts);

}  // namespace picket
