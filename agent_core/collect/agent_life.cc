#include "agent_core/collect/agent_life.h"

#include "agent_core/base/random.h"
#include "agent_core/collect/csharp_schedule.h"
#include "agent_core/collect/g1_schedule.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/collect/self_report.h"

namespace picket {
namespace {

constexpr std::int64_t kKeepMs = std::int64_t{1} << 30;

Time floor_to_milliseconds(Time time) {
  const std::int64_t us = time.unix_microseconds();
  return Time::from_unix_microseconds(us - ((us % 1'000) + 1'000) % 1'000);
}

/// U[1, 3) of the policy's jitter. Source: first collection of the generation 2 core
/// (defender.md 4.3: now + rand % (2 * 30) + 30); g2_rtos in whole seconds as there, else to the microsecond.
Duration first_tick_delay(const AgentPlan& plan, const AgentState& state) {
  const Duration jitter = plan.policy.first_collection_jitter;
  if (jitter <= Duration()) return Duration();
  RandomStream random(state.id_seed, state.restarts, 0, Purpose::kAgent);
  if (plan.policy.generation == Generation::kG2Rtos && jitter >= Duration::seconds(1)) {
    const auto seconds = static_cast<std::uint64_t>(2 * jitter.count_seconds());
    return jitter + Duration::seconds(static_cast<std::int64_t>(random.below(seconds)));
  }
  const auto span = static_cast<std::uint64_t>(2 * jitter.count_microseconds());
  return jitter + Duration::microseconds(static_cast<std::int64_t>(random.below(span)));
}

}  // namespace

void begin_life(const AgentPlan& plan, AgentState& state, Time now) {
  state.phase = AgentPhase::kRunning;
  state.epoch = floor_to_milliseconds(now);
  state.started = now;
  state.origin = now;
  state.wake_up = Time::max();
  state.next_snapshot = Time::max();
  state.last_step = Time::min();
  state.deadline = Time::max();
  state.queued_bytes = 0;
  state.snapshot_asked = false;
  switch (plan.policy.generation) {
    case Generation::kNone:
      return;
    case Generation::kG1C:
      state.own.g1 = {};
      state.own.g1.last_low = now;
      if (plan.wants_snapshots()) state.next_snapshot = now;
      state.wake_up = g1_next_wake_up(plan, state, now - Duration::microseconds(1), nullptr);
      return;
    case Generation::kG1Csharp:
      state.own.g1 = {};
      state.origin = state.own.g1.last_low = Time::min();
      if (plan.wants_snapshots()) state.next_snapshot = now + plan.of(EventKind::kSystemInformation).first_run;
      state.wake_up = csharp_next_wake_up(plan, state, now - Duration::microseconds(1), nullptr);
      return;
    case Generation::kStream:
      if (plan.wants_snapshots()) state.next_snapshot = now;
      state.wake_up = state.next_snapshot;
      return;
    case Generation::kG2Rtos:
      state.own.rtos = {};
      state.own.rtos.since = now;
      state.origin = now + first_tick_delay(plan, state);
      for (std::size_t p = 0; p < kPriorities; ++p) state.own.rtos.last[p] = state.origin - plan.policy.intervals[p];
      state.wake_up = rtos_next_wake_up(plan, state);
      return;
    case Generation::kG2Linux:
    case Generation::kPicket:
      state.own.lane = {};
      state.origin = now + first_tick_delay(plan, state);
      for (const bool used : plan.class_used) {
        if (used) state.wake_up = state.origin;
      }
      return;
  }
}

std::uint64_t lose_everything(const AgentPlan& plan, AgentState& state, SlotPool& pool, DropReason reason,
                              SlotListener* listener) {
  std::uint64_t hits = 0;
  for (std::size_t t = 0; t < kTables; ++t) {
    if (plan.is_reduced(t)) {
      hits += lose_keys(plan, state, pool, t, reason, listener);
      continue;
    }
    EntryTable table = table_of(plan, state, pool, t);
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      hits += table.slot(i).hits;
      if (listener != nullptr) listener->dropped({static_cast<std::uint16_t>(t), table.index_of(i)}, reason);
    }
    table.clear();
  }
  forget_all(pool, state.first_seen);
  forget_statistics(state, pool);
  state.queued_bytes = 0;
  if (is_generation_1(plan.policy.generation)) state.own.g1.queue_bytes = {};
  return hits;
}

void move_epoch(const AgentPlan& plan, AgentState& state, Time now, SlotPool& pool) {
  const Time epoch = floor_to_milliseconds(now - Duration::milliseconds(kKeepMs));
  const auto shift = static_cast<std::uint32_t>((epoch - state.epoch).count_milliseconds());
  const auto moved = [shift](std::uint32_t ms) { return ms > shift ? ms - shift : 0; };
  for (std::size_t t = 0; t < kTables; ++t) {
    if (plan.is_reduced(t)) {
      keys_of(plan, state, pool, t).move_times(moved);
      continue;
    }
    EntryTable table = table_of(plan, state, pool, t);
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      Slot& slot = table.slot(i);
      slot.first_ms = moved(slot.first_ms);
      slot.last_ms = moved(slot.last_ms);
      if (!plan.shape_of(t).queued) continue;
      QueueFields& fields = table.queue_fields(i);
      fields.window_start_ms = moved(fields.window_start_ms);
      fields.window_end_ms = moved(fields.window_end_ms);
    }
  }
  state.epoch = epoch;
}

}  // namespace picket
