#include "agent_core/agent.h"

#include <algorithm>

#include "agent_core/agent_state.h"
#include "agent_core/base/check.h"
#include "agent_core/collect/agent_life.h"
#include "agent_core/collect/csharp_schedule.h"
#include "agent_core/collect/g1_schedule.h"
#include "agent_core/collect/intake.h"
#include "agent_core/collect/interval_schedule.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/collect/self_report.h"
#include "agent_core/collect/snapshot.h"
#include "agent_core/collect/stream_schedule.h"

namespace picket {
namespace {

/// Most events of one part for `stream`, well below what it can hold.
constexpr std::uint32_t kMaxStreamPart = 16'384;

/// Work of the generation at `t`; false if it waits for a snapshot.
bool step(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out, SlotListener* listener) {
  switch (plan.policy.generation) {
    case Generation::kNone:
      break;
    case Generation::kG1C:
      return step_g1(plan, state, t, pool, out, listener);
    case Generation::kG1Csharp:
      return step_csharp(plan, state, t, pool, out, listener);
    case Generation::kG2Rtos:
      return step_rtos(plan, state, t, pool, out, listener);
    case Generation::kStream:
      return step_stream(plan, state, t, pool, out, listener);
    case Generation::kG2Linux:
    case Generation::kPicket:
      return step_intervals(plan, state, t, pool, out, listener);
  }
  state.wake_up = Time::max();
  return true;
}

}  // namespace

void start(const AgentPlan& plan, AgentState& state, Time now, std::uint64_t id_seed, SlotPool&) {
  PICKET_CHECK(state.phase == AgentPhase::kStopped, "the agent is running");
  state.id_seed = id_seed;
  begin_life(plan, state, now);
}

std::uint64_t stop(const AgentPlan& plan, AgentState& state, SlotPool& pool, SlotListener* listener) {
  const std::uint64_t lost = lose_everything(plan, state, pool, DropReason::kAgentStopped, listener);
  if (state.phase != AgentPhase::kStopped) ++state.restarts;
  state.phase = AgentPhase::kStopped;
  state.wake_up = Time::max();
  return lost;
}

EventRun take_observable(const AgentPlan& plan, const AgentState& state, EventRun& run) {
  Time end = state.wake_up;
  if (state.phase != AgentPhase::kRunning) return take_before(run, end);
  const bool starts_timer =
      plan.policy.generation == Generation::kStream ||
      (plan.policy.generation == Generation::kPicket && plan.kinds[run.first.record.index()].first_seen);
  if (starts_timer && state.tables[kQueueTable].size == 0) {
    end = std::min(end, run.first.time + std::max(plan.policy.max_delay, Duration::milliseconds(1)));
  }
  EventRun part = take_before(run, end);
  if (plan.policy.generation == Generation::kStream && part.count > kMaxStreamPart) {
    EventRun taken = take_events(part, kMaxStreamPart);
    part.count += run.count;
    run = part;
    return taken;
  }
  return part;
}

Fate observe(const AgentPlan& plan, AgentState& state, const EventRun& run, SlotPool& pool, SlotListener* listener) {
  Fate fate;
  Intake(plan, state, pool, listener, fate).take(run);
  // All that an intake drops is of the run's kind, but for the state that a killed agent loses. A collector that does
  // not run counts nothing.
  const bool counts = plan.counts_losses && plan.kinds[run.first.record.index()].collected;
  if (fate.lost_any && counts && state.phase == AgentPhase::kRunning) {
    for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
      const auto reason = static_cast<DropReason>(r);
      count_statistics(state, pool, kind_of(run.first.record), statistics_event_of(reason),
                       static_cast<std::uint64_t>(fate.dropped[reason]));
    }
  }
  return fate;
}

namespace {

/// Counts what one step emitted: observations [begin, end of `out`).
void count_sent(const AgentPlan& plan, AgentState& state, SlotPool& pool, const Emission& out, std::size_t begin) {
  if (!plan.counts_sent) return;
  for (std::size_t i = begin; i < out.observations.size(); ++i) {
    const Observation& o = out.observations[i];
    count_statistics(state, pool, kind_of(o.record), StatisticsEvent::kSent, o.hit_count);
  }
}

}  // namespace

void poll(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool, Emission& out, SlotListener* listener) {
  out.clear();
  while (state.phase != AgentPhase::kStopped && state.wake_up <= now) {
    const Time t = state.wake_up;
    if (state.phase == AgentPhase::kDead) {
      begin_life(plan, state, t);
      continue;
    }
    renew_epoch(plan, state, t, pool);
    const std::size_t emitted = out.observations.size();
    const bool stepped = step(plan, state, t, pool, out, listener);
    count_sent(plan, state, pool, out, emitted);
    if (stepped) continue;
    if (!out.messages.empty()) {
      // A late call: hand over what is there first, and ask in the next one.
      out.wants_snapshot = false;
      out.snapshot_kinds = 0;
      state.snapshot_asked = false;
    }
    break;
  }
  out.next_wake_up = state.wake_up;
}

Time next_wake_up(const AgentState& state) {
  return state.wake_up;
}

std::uint64_t held_events(const AgentPlan& plan, const AgentState& state, const SlotPool& pool) {
  std::uint64_t hits = 0;
  for (std::size_t t = 0; t < kTables; ++t) {
    hits += plan.is_reduced(t) ? hits_of_keys(plan, state, pool, t) : held_hits(pool, state.tables[t], plan.shape_of(t));
  }
  return hits;
}

Fate on_snapshot(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
                 SlotListener* listener) {
  return take_snapshot(plan, state, now, items, pool, listener);
}

Fate on_report(const AgentPlan& plan, AgentState& state, Time now, std::span<const Record> items, SlotPool& pool,
               SlotListener* listener) {
  return take_own_report(plan, state, now, items, pool, listener);
}

AgentState copy_agent(const AgentPlan& plan, const AgentState& state, const SlotPool& from, SlotPool& to) {
  AgentState copy = state;
  for (std::size_t t = 0; t < kTables; ++t) {
    copy.tables[t] = plan.is_reduced(t) ? copy_keys(from, state.tables[t], to)
                                        : copy_table(from, state.tables[t], plan.shape_of(t), to);
  }
  copy.first_seen = copy_first_seen(from, state.first_seen, to);
  copy.statistics_block = copy_statistics(from, state.statistics_block, to);
  return copy;
}

}  // namespace picket
