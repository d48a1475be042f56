#include "agent_core/collect/g1_schedule.h"

#include <algorithm>

#include "agent_core/collect/g1_collect.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/snapshot.h"

namespace picket {
namespace {

Duration frequency(const AgentPlan& plan, Priority priority) {
  return plan.policy.intervals[static_cast<std::size_t>(priority)];
}

/// The first tick later than `t`.
Time next_tick(Time start, Time t) {
  const std::int64_t passed = t < start ? 0 : (t - start) / kPublisherTick;
  return start + kPublisherTick * (passed + 1);
}

/// The last publisher tick strictly before `t`.
Time tick_before(Time start, Time t) {
  return start + kPublisherTick * ((t - start - Duration::microseconds(1)) / kPublisherTick);
}

void advance(Time& timer, Duration period, Time before) {
  if (before > timer) timer += period * ((before - timer) / period);
}

void publish(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out) {
  if ((t - state.started) % kPublisherTick != Duration()) return;
  if (state.queued_bytes > plan.policy.max_message_bytes) {
    g1_send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (t - state.origin > frequency(plan, Priority::kHigh)) {
    g1_send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (t - state.own.g1.last_low > frequency(plan, Priority::kLow)) {
    g1_send(plan, state, pool, kLowQueue, out);
    state.own.g1.last_low = t;
  }
}

}  // namespace

void g1_advance_timers(const AgentPlan& plan, AgentState& state, Time t) {
  if (t <= state.started || state.last_step == t) return;
  const Time before = tick_before(state.started, t);
  advance(state.own.g1.last_low, plan.low_period, before);
  if (state.queued_bytes > plan.policy.max_message_bytes) {
    state.origin = std::max(state.origin, before);  // every tick over the limit resets it, sent or not
  } else {
    advance(state.origin, plan.high_period, before);
  }
}

Time g1_next_wake_up(const AgentPlan& plan, AgentState& state, Time t, SlotPool* pool) {
  Time next = g1_next_collection(plan, state, t);
  if (pool == nullptr || t < state.started) return next;
  if (g1_can_send(plan, state, *pool, kHighQueue)) {
    next = std::min(next, std::max(state.origin + plan.high_period, next_tick(state.started, t)));
    if (state.queued_bytes > plan.policy.max_message_bytes) next = std::min(next, next_tick(state.started, t));
  }
  if (g1_can_send(plan, state, *pool, kLowQueue)) {
    next = std::min(next, std::max(state.own.g1.last_low + plan.low_period, next_tick(state.started, t)));
  }
  return next;
}

bool step_g1(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out, SlotListener* listener) {
  g1_advance_timers(plan, state, t);
  state.last_step = t;
  if (!snapshot_taken(plan, state, t, out)) return false;
  g1_collect(plan, state, t, pool, out, listener);
  publish(plan, state, t, pool, out);
  state.wake_up = g1_next_wake_up(plan, state, t, &pool);
  return true;
}

}  // namespace picket
