#include <algorithm>
#include <utility>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/base/check.h"
#include "agent_core/collect/agent_life.h"
#include "agent_core/collect/csharp_schedule.h"
#include "agent_core/collect/emission.h"
#include "agent_core/collect/g1_collect.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/g1_schedule.h"
#include "agent_core/collect/interval_schedule.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/collect/self_report.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {
namespace {

constexpr Duration kTwinTick = Duration::seconds(10);  ///< the C agent's twin updater, defender.md 2.2
constexpr Duration kInstant = Duration::microseconds(1);

/// True if the new configuration is one that the running agent can take in, by its twin.
bool goes_on(const Policy& a, const Policy& b) {
  return is_generation_1(a.generation) && a.generation == b.generation && a.encoding == b.encoding &&
         a.collect_interval == b.collect_interval && a.consumer_interval == b.consumer_interval &&
         a.staggered_producers == b.staggered_producers;
}

// ---- generation 1: everything keeps

/// Stores one entry of the old table in the new one.
void carry_entry(const AgentPlan& old_plan, const AgentPlan& new_plan, EventKind kind, EntryTable& from,
                 std::uint32_t position, EntryTable& to) {
  Slot slot = from.slot(position);
  WideAddresses wide = from.wide(position);
  std::uint16_t tag = 0;
  if (new_plan.of(kind).aggregate) {
    Record record = unpack(slot, wide);
    new_plan.clear_unreported(kind, record);
    pack(record, slot, wide);
    tag = static_cast<std::uint16_t>(new_plan.of(kind).key.hash(record, new_plan.texts));
  } else if (old_plan.of(kind).aggregate) {
    mark_as_aggregate(slot);
  }
  to.append(slot, wide, tag);
}

/// Brings what a kind's table holds into the form of the new plan; what exceeds its limit is lost.
void carry_table(const AgentPlan& old_plan, const AgentPlan& new_plan, AgentState& state, EventKind kind,
                 SlotPool& pool, Emission& out, SlotListener* listener) {
  const auto t = static_cast<std::uint16_t>(kind);
  const KindPlan& of = new_plan.of(kind);
  TableState old_state = std::exchange(state.tables[t], {});
  EntryTable from(pool, old_state, old_plan.shape_of(t));
  EntryTable to = table_of(new_plan, state, pool, t);
  // New indices follow the old ones, so that none names two entries.
  to.skip_indices(from.size() == 0 ? 0 : from.index_of(from.size()));
  const std::uint32_t size = from.size();
  const std::uint32_t excess = size > of.shape.limit ? size - of.shape.limit : 0;
  const std::uint32_t first = of.displaces ? excess : 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    const SlotRef old_ref{t, from.index_of(i)};
    if (i < first || i >= first + (size - excess)) {
      out.dropped[of.full_reason] += from.slot(i).hits;
      if (new_plan.counts_losses) {
        count_statistics(state, pool, kind, statistics_event_of(of.full_reason), from.slot(i).hits);
      }
      if (listener != nullptr) listener->dropped(old_ref, of.full_reason);
      continue;
    }
    carry_entry(old_plan, new_plan, kind, from, i, to);
    if (listener != nullptr) listener->moved(old_ref, {t, to.index_of(to.size() - 1)});
  }
  from.clear();
}

bool keeps_form(const AgentPlan& a, const AgentPlan& b, EventKind kind) {
  const KindPolicy& x = a.policy.of(kind);
  const KindPolicy& y = b.policy.of(kind);
  return a.of(kind).aggregate == b.of(kind).aggregate && x.key == y.key &&
         a.of(kind).shape.limit == b.of(kind).shape.limit;
}

/// A timer that the new frequency makes overdue fires at the first tick after `now`.
void not_before(Time& timer, Duration period, Time tick) {
  if (timer != Time::min() && timer + period < tick) timer = tick - period;
}

Time next_multiple(Time start, Duration period, Time t) {
  return start + period * ((t - start) / period + 1);
}

/// `first`: when the agent takes its first; `tick`: the first time it could take one after the change.
void carry_snapshot(const AgentPlan& old_plan, const AgentPlan& new_plan, AgentState& state, Time first, Time tick) {
  const bool first_is_due = state.next_snapshot <= first;
  if (!new_plan.wants_snapshots()) {
    state.next_snapshot = Time::max();
  } else if (state.next_snapshot == Time::max()) {
    state.next_snapshot = tick;
  } else if (!first_is_due && new_plan.snapshot_period > Duration()) {
    state.next_snapshot = std::max(tick, state.next_snapshot - old_plan.snapshot_period + new_plan.snapshot_period);
  }
}

void carry_over(const AgentPlan& old_plan, const AgentPlan& new_plan, AgentState& state, Time now, SlotPool& pool,
                Emission& out, SlotListener* listener) {
  const bool csharp = new_plan.policy.generation == Generation::kG1Csharp;
  const auto advance_timers = csharp ? csharp_advance_timers : g1_advance_timers;
  advance_timers(old_plan, state, now + kInstant);
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    if (!keeps_form(old_plan, new_plan, kind)) carry_table(old_plan, new_plan, state, kind, pool, out, listener);
  }
  const Time tick =
      next_multiple(state.started, csharp ? new_plan.policy.consumer_interval : kPublisherTick, now);
  not_before(state.origin, new_plan.high_period, tick);
  not_before(state.own.g1.last_low, new_plan.low_period, tick);
  const EventKind snapshot = EventKind::kSystemInformation;
  const Time run = state.started + new_plan.of(snapshot).first_run;
  const Time next_run = now < run ? run : next_multiple(run, new_plan.policy.collect_interval, now);
  carry_snapshot(old_plan, new_plan, state, csharp ? run : state.started, csharp ? next_run : tick);
  const auto wake_up = csharp ? csharp_next_wake_up : g1_next_wake_up;
  state.wake_up = wake_up(new_plan, state, now, &pool);
}

// ---- the others: flush, then apply

/// When the window of a kind that is open at `now` began.
Time window_start_of(const AgentPlan& plan, const AgentState& state, EventKind kind, Time now) {
  const auto priority = static_cast<std::size_t>(plan.of(kind).priority);
  const Duration interval = plan.policy.intervals[priority];
  switch (plan.policy.generation) {
    case Generation::kG1C:
    case Generation::kG1Csharp:
      return g1_window_start(plan, state, kind);
    case Generation::kG2Rtos:
      return rtos_window_start(state, plan.of(kind).priority);
    default:
      if (now < state.origin || interval <= Duration()) return state.started;
      return state.origin + interval * ((now - state.origin) / interval);
  }
}

/// Sends all that lies in queue 0 to 2: generation 1's queues, what stream has pending, picket's lane.
void flush_queues(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, MessagePacker& packer) {
  for (const std::size_t q : {kOperationalQueue, kHighQueue, kLowQueue}) {
    const auto t = static_cast<std::uint16_t>(kQueueTable + q);
    EntryTable queue = table_of(plan, state, pool, t);
    for (std::uint32_t i = 0; i < queue.size(); ++i) {
      const bool in_lane = plan.policy.generation == Generation::kPicket;
      const Observation o = in_lane ? observation_of(plan, state, queue, i, state.deadline - plan.policy.max_delay, now)
                                    : queued_observation_of(state, queue, i);
      const Priority priority = in_lane ? Priority::kHigh : plan.of(kind_of(o.record)).priority;
      packer.add(o, {t, queue.index_of(i)}, priority, Duration());
    }
    queue.clear();
  }
}

void flush_tables(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, MessagePacker& packer) {
  const bool has_intervals = !is_generation_1(plan.policy.generation);
  for (std::size_t p = 0; p < kPriorities; ++p) {
    for (std::size_t k = 0; k < kActivityKinds; ++k) {
      const auto kind = static_cast<EventKind>(k);
      if (static_cast<std::size_t>(plan.of(kind).priority) != p || plan.is_reduced(k)) continue;
      EntryTable table = table_of(plan, state, pool, k);
      if (table.empty()) continue;
      const Time start = window_start_of(plan, state, kind, now);
      for (std::uint32_t i = 0; i < table.size(); ++i) {
        Observation o = observation_of(plan, state, table, i, start, now);
        if (is_marked_aggregate(table.slot(i))) {
          o.aggregated = true;
          o.window_start = start;
          o.window_end = now;
        }
        packer.add(o, {static_cast<std::uint16_t>(k), table.index_of(i)}, plan.of(kind).priority,
                   has_intervals ? plan.policy.intervals[p] : Duration());
      }
      table.clear();
    }
  }
  // A report that was taken for a tick which the change has overtaken.
  EntryTable reports = table_of(plan, state, pool, kReportTable);
  for (std::uint32_t i = 0; i < reports.size(); ++i) {
    packer.add(observation_of(plan, state, reports, i, now, now), {kReportTable, reports.index_of(i)},
               plan.of(kind_of(reports.slot(i))).priority, Duration());
  }
  reports.clear();
}

void flush(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, Emission& out, SlotListener* listener) {
  MessagePacker packer(plan, state, pool, out, listener);
  ReductionReport report{out.dropped, listener};
  flush_keys(plan, state, pool, now, report);
  flush_queues(plan, state, now, pool, packer);
  flush_tables(plan, state, now, pool, packer);
  packer.close();
  if (plan.policy.generation == Generation::kStream || is_generation_1(plan.policy.generation)) {
    for (Emission::Message& message : out.messages) message.collection_interval = Duration();
  }
  state.queued_bytes = 0;
  state.deadline = Time::max();
}

/// The same agent with another configuration: its collectors start again at `now`, when all was sent.
void restart_collectors(const AgentPlan& old_plan, const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool,
                        bool sent) {
  state.last_step = now;
  state.snapshot_asked = false;
  state.wake_up = Time::max();
  switch (plan.policy.generation) {
    case Generation::kG2Linux:
    case Generation::kPicket:
      state.origin = now;
      if (plan.policy.first_seen_memory != old_plan.policy.first_seen_memory) forget_all(pool, state.first_seen);
      state.wake_up = next_interval_tick(plan, state, now);
      return;
    case Generation::kG2Rtos:
      state.origin = now;
      state.own.rtos.last.fill(now);
      state.own.rtos.unsent = sent;
      state.wake_up = rtos_next_wake_up(plan, state);
      return;
    case Generation::kStream:
      if (!plan.wants_snapshots()) {
        state.next_snapshot = Time::max();
      } else if (plan.snapshot_period > Duration()) {
        state.next_snapshot = std::min(state.next_snapshot, now + plan.snapshot_period);
      }
      state.wake_up = state.next_snapshot;
      return;
    default:
      return;
  }
}

}  // namespace

Time twin_applies_at(const AgentPlan& plan, const AgentState& state, Time now) {
  if (plan.policy.generation != Generation::kG1C || now <= state.started) return now;
  return next_multiple(state.started, kTwinTick, now - kInstant);
}

AgentState on_twin(const AgentPlan& old_plan, AgentState&& state, const AgentPlan& new_plan, Time now, SlotPool& pool,
                   Emission& out, SlotListener* listener) {
  AgentState next = std::exchange(state, {});
  out.clear();
  if (next.phase == AgentPhase::kRunning) {
    PICKET_CHECK(next.wake_up > now, "poll before a twin change");
    PICKET_CHECK(&old_plan.texts == &new_plan.texts, "plans of different texts");
    renew_epoch(old_plan, next, now, pool);
    if (goes_on(old_plan.policy, new_plan.policy)) {
      carry_over(old_plan, new_plan, next, now, pool, out, listener);
    } else {
      flush(old_plan, next, now, pool, out, listener);
      if (old_plan.policy.generation == new_plan.policy.generation && !is_generation_1(new_plan.policy.generation)) {
        restart_collectors(old_plan, new_plan, next, now, pool, !out.messages.empty());
      } else {
        forget_all(pool, next.first_seen);
        begin_life(new_plan, next, now);
      }
    }
  }
  out.next_wake_up = next.wake_up;
  return next;
}

}  // namespace picket
