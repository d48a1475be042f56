#include "agent_core/collect/interval_schedule.h"

#include <algorithm>

#include "agent_core/collect/emission.h"

namespace picket {
namespace {

Duration interval_of(const AgentPlan& plan, Priority priority) {
  return plan.policy.intervals[static_cast<std::size_t>(priority)];
}

/// Bits of the reports that are due at `t`.
std::uint32_t reports_due(const AgentPlan& plan, const AgentState& state, Time t) {
  std::uint32_t kinds = 0;
  for (std::size_t k = kActivityKinds; k < kEventKinds; ++k) {
    if (plan.kinds[k].collected && is_due(plan, state, plan.kinds[k].priority, t)) kinds |= 1U << k;
  }
  return kinds;
}

void send_lane(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, MessagePacker& packer) {
  EntryTable lane = table_of(plan, state, pool, kQueueTable);
  if (lane.empty()) return;
  const Time opened = state.deadline - plan.policy.max_delay;
  // Later entries belong to a run that was given whole; they wait for a step of their own time.
  while (!lane.empty() && time_of(state, lane.slot(0).first_ms) <= t) {
    packer.add(observation_of(plan, state, lane, 0, opened, t), {kQueueTable, lane.index_of(0)}, Priority::kHigh,
               Duration());
    lane.pop_oldest();
  }
  if (lane.empty()) {
    lane.clear();
    state.deadline = Time::max();
  } else {
    state.deadline = time_of(state, lane.slot(0).first_ms) + plan.policy.max_delay;
  }
}

void send_class(const AgentPlan& plan, AgentState& state, Priority priority, Time t, SlotPool& pool,
                MessagePacker& packer) {
  const Time window_start = std::max(state.started, t - interval_of(plan, priority));
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (!plan.kinds[k].collected || plan.kinds[k].priority != priority) continue;
    EntryTable table = table_of(plan, state, pool, k);
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      packer.add(observation_of(plan, state, table, i, window_start, t),
                 {static_cast<std::uint16_t>(k), table.index_of(i)}, priority, interval_of(plan, priority));
    }
    table.clear();
  }
  EntryTable reports = table_of(plan, state, pool, kReportTable);
  for (std::uint32_t i = 0; i < reports.size(); ++i) {
    if (plan.of(kind_of(reports.slot(i))).priority != priority) continue;
    packer.add(observation_of(plan, state, reports, i, window_start, t), {kReportTable, reports.index_of(i)}, priority,
               interval_of(plan, priority));
  }
}

}  // namespace

Time next_interval_tick(const AgentPlan& plan, const AgentState& state, Time t) {
  if (t < state.origin) return state.origin;
  Time next = Time::max();
  for (std::size_t p = 0; p < kPriorities; ++p) {
    if (!plan.class_used[p]) continue;
    const Duration interval = plan.policy.intervals[p];
    next = std::min(next, state.origin + interval * ((t - state.origin) / interval + 1));
  }
  return next;
}

bool is_due(const AgentPlan& plan, const AgentState& state, Priority priority, Time t) {
  return t >= state.origin && (t - state.origin) % interval_of(plan, priority) == Duration();
}

bool step_intervals(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                    SlotListener* listener) {
  if (!state.snapshot_asked) {
    out.snapshot_kinds = reports_due(plan, state, t);
    out.wants_snapshot = out.snapshot_kinds != 0;
    state.snapshot_asked = out.wants_snapshot;
    if (out.wants_snapshot) return false;
  }
  state.snapshot_asked = false;
  state.last_step = t;
  MessagePacker packer(plan, state, pool, out, listener);
  send_lane(plan, state, t, pool, packer);
  for (std::size_t p = 0; p < kPriorities; ++p) {
    const auto priority = static_cast<Priority>(p);
    if (plan.class_used[p] && is_due(plan, state, priority, t)) send_class(plan, state, priority, t, pool, packer);
  }
  packer.close();
  table_of(plan, state, pool, kReportTable).clear();  // reports are taken when they are due, and so all went out
  state.wake_up = std::min(next_interval_tick(plan, state, t), state.deadline);
  return true;
}

}  // namespace picket
