#include "agent_core/collect/csharp_schedule.h"

#include <algorithm>

#include "agent_core/collect/g1_collect.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/snapshot.h"

namespace picket {
namespace {

Time next_run(const AgentPlan& plan, const AgentState& state, Time t) {
  const std::int64_t passed = t < state.started ? 0 : (t - state.started) / plan.policy.consumer_interval;
  return state.started + plan.policy.consumer_interval * (passed + 1);
}

bool is_run(const AgentPlan& plan, const AgentState& state, Time t) {
  return t > state.started && (t - state.started) % plan.policy.consumer_interval == Duration();
}

/// When a timer next fires, run by run; Time::min() stands for the epoch.
Time next_fire(const AgentPlan& plan, const AgentState& state, Time timer, Duration period) {
  return timer == Time::min() ? state.started + plan.policy.consumer_interval : timer + period;
}

bool queues_are_full(const AgentPlan& plan, const AgentState& state) {
  return state.queued_bytes >= plan.policy.max_message_bytes;
}

void advance(const AgentPlan& plan, const AgentState& state, Time& timer, Duration period, Time before) {
  const Time fire = next_fire(plan, state, timer, period);
  if (fire <= before) timer = fire + period * ((before - fire) / period);
}

void build(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out) {
  if (!is_run(plan, state, t)) return;
  Time& last_low = state.own.g1.last_low;
  const bool high_due = t >= next_fire(plan, state, state.origin, plan.high_period);
  const bool low_due = t >= next_fire(plan, state, last_low, plan.low_period);
  if (queues_are_full(plan, state)) {
    g1_send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (high_due) {
    g1_send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (low_due) {
    g1_send(plan, state, pool, kLowQueue, out);
    last_low = t;
  }
}

}  // namespace

void csharp_advance_timers(const AgentPlan& plan, AgentState& state, Time t) {
  if (t <= state.started || state.last_step == t) return;
  const std::int64_t runs = (t - state.started - Duration::microseconds(1)) / plan.policy.consumer_interval;
  if (runs == 0) return;
  const Time before = state.started + plan.policy.consumer_interval * runs;
  advance(plan, state, state.own.g1.last_low, plan.low_period, before);
  if (queues_are_full(plan, state)) {
    state.origin = std::max(state.origin, before);
  } else {
    advance(plan, state, state.origin, plan.high_period, before);
  }
}

Time csharp_next_wake_up(const AgentPlan& plan, AgentState& state, Time t, SlotPool* pool) {
  Time next = g1_next_collection(plan, state, t);
  if (pool == nullptr || t < state.started) return next;
  const Time run = next_run(plan, state, t);
  if (g1_can_send(plan, state, *pool, kHighQueue)) {
    const Time fire = next_fire(plan, state, state.origin, plan.high_period);
    next = std::min(next, queues_are_full(plan, state) ? run : std::max(run, fire));
  }
  if (g1_can_send(plan, state, *pool, kLowQueue)) {
    next = std::min(next, std::max(run, next_fire(plan, state, state.own.g1.last_low, plan.low_period)));
  }
  return next;
}

bool step_csharp(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                 SlotListener* listener) {
  csharp_advance_timers(plan, state, t);
  state.last_step = t;
  if (!snapshot_taken(plan, state, t, out)) return false;
  g1_collect(plan, state, t, pool, out, listener);
  build(plan, state, t, pool, out);
  state.wake_up = csharp_next_wake_up(plan, state, t, &pool);
  return true;
}

}  // namespace picket
