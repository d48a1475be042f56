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
/// Appends the lines of the agent's log: that it started (at the first report of its life), and a warning
/// for each collector whose cache lost events since the last log.
/// Source: a full cache logs a warning to enlarge it (defender.md 1.1); the wording is ours.
void take_log_lines(const AgentPlan& plan, AgentState& state, SlotPool& pool, bool first, std::vector<Record>& out);

/// The texts of the agent's log. A vocabulary that does not hold them leaves the messages empty.
void intern_log_texts(TextTable& texts);

}  // namespace picket
