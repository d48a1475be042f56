#include "agent_core/collect/g1_collect.h"

#include <algorithm>
#include <array>

#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/self_report.h"

namespace picket {
namespace {

using Order = std::array<EventKind, 6>;
/// Triggered collectors in the order of the C agent's cycle (defender.md 4.1), then what it lacks.
constexpr Order kCOrder{EventKind::kProcess, EventKind::kLogin, EventKind::kNetwork,
                        EventKind::kDns,     EventKind::kFile,  EventKind::kPeripheral};
/// The same in the order of the C# agent's configuration (CS:Modules/Security/Linux/App.config).
constexpr Order kCsharpOrder{EventKind::kNetwork, EventKind::kLogin, EventKind::kProcess,
                             EventKind::kDns,     EventKind::kFile,  EventKind::kPeripheral};

const Order& order_of(const AgentPlan& plan) {
  return plan.policy.generation == Generation::kG1Csharp ? kCsharpOrder : kCOrder;
}

/// Runs of the kind's collector up to and including `t`.
std::int64_t runs_until(const AgentPlan& plan, const AgentState& state, EventKind kind, Time t) {
  const Time first = state.started + plan.of(kind).first_run;
  return t < first ? 0 : (t - first) / plan.policy.collect_interval + 1;
}

/// The run of that number, from 1 on; 0 is the start.
Time time_of_run(const AgentPlan& plan, const AgentState& state, EventKind kind, std::int64_t number) {
  if (number == 0) return state.started;
  return state.started + plan.of(kind).first_run + plan.policy.collect_interval * (number - 1);
}

Time next_run(const AgentPlan& plan, const AgentState& state, EventKind kind, Time t) {
  return time_of_run(plan, state, kind, runs_until(plan, state, kind, t) + 1);
}

bool is_run(const AgentPlan& plan, const AgentState& state, EventKind kind, Time t) {
  const std::int64_t runs = runs_until(plan, state, kind, t);
  return runs > 0 && time_of_run(plan, state, kind, runs) == t;
}

Time next_flush(const AgentPlan& plan, const AgentState& state, EventKind kind) {
  return next_run(plan, state, kind, g1_window_start(plan, state, kind) + plan.policy.of(kind).window);
}

void hand_over(const AgentPlan& plan, AgentState& state, SlotPool& pool, EventKind kind, Time t, Emission& out,
               SlotListener* listener) {
  const auto from = static_cast<std::uint16_t>(kind);
  EntryTable table = table_of(plan, state, pool, from);
  const KindPlan& of = plan.of(kind);
  const std::size_t queue = g1_queue_of(kind, of.priority);
  const Time window_start = g1_window_start(plan, state, kind);
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const Slot slot = table.slot(i);
    QueueFields fields{slot.first_ms, slot.last_ms, 0, 0, 0};
    if (of.aggregate || is_marked_aggregate(slot)) {
      fields = {window_start <= state.epoch ? 0 : milliseconds_of(state, window_start), milliseconds_of(state, t), 0,
                1, 0};
    }
    const G1Push push = push_g1(plan, state, pool, queue, slot, table.wide(i), fields, listener);
    out.dropped[DropReason::kQueueFull] += static_cast<std::int64_t>(push.displaced_hits);
    const SlotRef ref{from, table.index_of(i)};
    if (push.stored) {
      if (listener != nullptr) listener->moved(ref, push.slot);
    } else {
      out.dropped[push.reason] += slot.hits;
      if (plan.counts_losses) count_statistics(state, pool, kind, statistics_event_of(push.reason), slot.hits);
      if (listener != nullptr) listener->dropped(ref, push.reason);
    }
  }
  table.clear();
}

/// True if the agent's log is looked at: with the triggered collectors, and by the C agent with the snapshot at
/// its start too (a later one finds nothing that the run before did not).
bool reads_log(const AgentPlan& plan, const AgentState& state, Time t) {
  if (!plan.of(EventKind::kLog).collected) return false;
  return is_run(plan, state, EventKind::kLog, t) ||
         (plan.policy.generation == Generation::kG1C && t == state.started);
}

/// Each line is an event of its own. What a line that finds no room tells of is told by a later one.
void take_log(const AgentPlan& plan, AgentState& state, SlotPool& pool, Time t, Emission& out,
              SlotListener* listener) {
  const bool c_agent = plan.policy.generation == Generation::kG1C;
  const bool first = c_agent ? t == state.started : runs_until(plan, state, EventKind::kLog, t) == 1;
  if (!first && state.statistics_block == SlotPool::kNone) return;
  std::vector<AgentLogLine> lines;
  append_log_lines(plan, state, pool, first, lines);
  const std::size_t queue = g1_queue_of(EventKind::kLog, plan.of(EventKind::kLog).priority);
  for (const AgentLogLine& line : lines) {
    const Record record = line.record;
    const G1Push push = push_g1_report(plan, state, pool, queue, t, {&record, 1}, listener);
    ++out.log_lines;
    out.dropped[DropReason::kQueueFull] += static_cast<std::int64_t>(push.displaced_hits);
    if (push.stored) {
      forget_said(state, pool, line);
    } else {
      ++out.dropped[push.reason];
    }
  }
}

}  // namespace

Time g1_window_start(const AgentPlan& plan, const AgentState& state, EventKind kind) {
  return time_of_run(plan, state, kind, state.own.g1.last_flush[static_cast<std::size_t>(kind)]);
}

void g1_restart_window(const AgentPlan& plan, AgentState& state, EventKind kind, Time t) {
  state.own.g1.last_flush[static_cast<std::size_t>(kind)] =
      static_cast<std::uint32_t>(runs_until(plan, state, kind, t - Duration::microseconds(1)));
}

void g1_collect(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                SlotListener* listener) {
  for (const EventKind kind : order_of(plan)) {
    const KindPlan& of = plan.of(kind);
    if (!of.collected || !is_run(plan, state, kind, t)) continue;
    if (of.aggregate && t < next_flush(plan, state, kind)) continue;
    hand_over(plan, state, pool, kind, t, out, listener);
    g1_restart_window(plan, state, kind, t + Duration::microseconds(1));
  }
  if (reads_log(plan, state, t)) take_log(plan, state, pool, t, out, listener);
}

Time g1_next_collection(const AgentPlan& plan, const AgentState& state, Time t) {
  Time next = state.next_snapshot > t ? state.next_snapshot : Time::max();
  if (plan.of(EventKind::kLog).collected) next = std::min(next, next_run(plan, state, EventKind::kLog, t));
  for (const EventKind kind : order_of(plan)) {
    const KindPlan& of = plan.of(kind);
    if (!of.collected) continue;
    const Time run = next_run(plan, state, kind, t);
    next = std::min(next, of.aggregate ? std::max(run, next_flush(plan, state, kind)) : run);
  }
  return next;
}

}  // namespace picket
