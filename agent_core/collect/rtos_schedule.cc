#include "agent_core/collect/rtos_schedule.h"

#include <algorithm>

#include "agent_core/collect/emission.h"

namespace picket {
namespace {

Duration interval_of(const AgentPlan& plan, std::size_t priority) {
  return plan.policy.intervals[priority];
}

/// When the collectors are next due, suspended or not.
Time next_tick(const AgentPlan& plan, const AgentState& state) {
  Time next = Time::max();
  for (std::size_t p = 0; p < kPriorities; ++p) {
    if (plan.class_used[p]) next = std::min(next, state.own.rtos.last[p] + interval_of(plan, p));
  }
  return next;
}

bool is_tick(const AgentPlan& plan, const AgentState& state, Time t) {
  return state.own.rtos.state != ModuleState::kSuspended && next_tick(plan, state) <= t;
}

/// Bits of the reports that are due at `t`.
std::uint32_t rtos_reports_due(const AgentPlan& plan, const AgentState& state, Time t) {
  std::uint32_t kinds = 0;
  for (std::size_t k = kActivityKinds; k < kEventKinds; ++k) {
    if (plan.kinds[k].collected && rtos_is_due(plan, state, plan.kinds[k].priority, t)) kinds |= 1U << k;
  }
  return kinds;
}

/// Bytes that the core's page budget counts for an observation beside kRtosMessageBytes.
std::size_t budget_bytes(const AgentPlan& plan, const Observation& observation) {
  switch (kind_of(observation.record)) {
    case EventKind::kNetwork: {
      const auto& flow = std::get<NetworkRecord>(observation.record);
      const bool v4 = flow.remote_address.is_v4() || flow.remote_address.is_unspecified();
      return v4 ? kRtosIpv4FlowBytes : kRtosIpv6FlowBytes;
    }
    case EventKind::kSystemInformation:
    case EventKind::kHeartbeat:
      return 0;  // part of the base
    default:
      return plan.size_of(observation);
  }
}

void enter(RtosState& rtos, ModuleState state, Time t) {
  rtos.state = state;
  rtos.since = t;
}

/// Moves what a priority holds into `out`; returns what the page budget counts for it.
std::size_t take_priority(const AgentPlan& plan, AgentState& state, std::size_t priority, Time t, SlotPool& pool,
                          Emission& out) {
  std::size_t bytes = 0;
  const Time window_start = rtos_window_start(state, static_cast<Priority>(priority));
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (!plan.kinds[k].collected || static_cast<std::size_t>(plan.kinds[k].priority) != priority) continue;
    EntryTable table = table_of(plan, state, pool, k);
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      out.observations.push_back(observation_of(plan, state, table, i, window_start, t));
      out.slots.push_back({static_cast<std::uint16_t>(k), table.index_of(i)});
      bytes += budget_bytes(plan, out.observations.back());
    }
    table.clear();
  }
  EntryTable reports = table_of(plan, state, pool, kReportTable);
  for (std::uint32_t i = 0; i < reports.size(); ++i) {
    if (static_cast<std::size_t>(plan.of(kind_of(reports.slot(i))).priority) != priority) continue;
    out.observations.push_back(observation_of(plan, state, reports, i, window_start, t));
    out.slots.push_back({kReportTable, reports.index_of(i)});
    bytes += budget_bytes(plan, out.observations.back());
  }
  return bytes;
}

/// A message that does not fit is lost with all that it holds.
void drop_message(Emission& out, std::size_t begin, SlotListener* listener) {
  for (std::size_t i = begin; i < out.observations.size(); ++i) {
    out.dropped[DropReason::kOversize] += out.observations[i].hit_count;
    if (listener != nullptr) listener->dropped(out.slots[i], DropReason::kOversize);
  }
  out.observations.resize(begin);
  out.slots.resize(begin);
}

void collect(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
             SlotListener* listener) {
  RtosState& rtos = state.own.rtos;
  if (rtos.unsent) out.discard = state.sequence - 1;
  rtos.unsent = false;
  const std::size_t begin = out.observations.size();
  std::size_t bytes = kRtosMessageBytes;
  auto highest = Priority::kLow;
  Duration interval;
  for (std::size_t p = 0; p < kPriorities; ++p) {
    if (!plan.class_used[p] || !rtos_is_due(plan, state, static_cast<Priority>(p), t)) continue;
    const std::size_t before = out.observations.size();
    bytes += take_priority(plan, state, p, t, pool, out);
    rtos.last[p] = t;
    if (out.observations.size() == before) continue;
    highest = std::min(highest, static_cast<Priority>(p));
    if (interval == Duration() || interval_of(plan, p) < interval) interval = interval_of(plan, p);
  }
  table_of(plan, state, pool, kReportTable).clear();  // reports are taken when they are due, and so all are in
  if (out.observations.size() == begin) return;
  if (bytes > plan.policy.max_message_bytes) {
    drop_message(out, begin, listener);
    return;
  }
  rtos.unsent = true;
  rtos.check_at = Time::max();
  add_message(state, out, static_cast<std::uint32_t>(begin), highest, interval);
}

void suspend(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
             SlotListener* listener) {
  out.dropped[DropReason::kAgentStopped] +=
      static_cast<std::int64_t>(lose_everything(plan, state, pool, DropReason::kAgentStopped, listener));
  enter(state.own.rtos, ModuleState::kSuspended, t);
  state.own.rtos.check_at = Time::max();
}

/// One pass of the state machine. `new_message`: one was just made, and the driver is about to send it.
void look(const AgentPlan& plan, AgentState& state, Time t, bool new_message, SlotPool& pool, Emission& out,
          SlotListener* listener) {
  RtosState& rtos = state.own.rtos;
  rtos.check_at = Time::max();
  if (rtos.state != ModuleState::kActive) {
    if (!rtos.connected) {
      if (rtos.state == ModuleState::kSuspended) return;
      if (t - rtos.since > kRtosPendingTime) {
        suspend(plan, state, t, pool, out, listener);
      } else {
        rtos.check_at = t + kRtosRetryTime;
      }
      return;
    }
    enter(rtos, ModuleState::kActive, t);
    // What fell due while it was suspended is collected first, and takes the place of what is unsent.
    if (is_tick(plan, state, t)) return;
  }
  if (rtos.unsent && !new_message) out.resend = state.sequence - 1;
}

}  // namespace

bool rtos_is_due(const AgentPlan& plan, const AgentState& state, Priority priority, Time t) {
  const auto p = static_cast<std::size_t>(priority);
  return t - state.own.rtos.last[p] >= interval_of(plan, p);
}

Time rtos_window_start(const AgentState& state, Priority priority) {
  const Time last = state.own.rtos.last[static_cast<std::size_t>(priority)];
  return last < state.origin ? state.started : last;  // before the first collection `last` only sets its time
}

Time rtos_next_wake_up(const AgentPlan& plan, const AgentState& state) {
  const RtosState& rtos = state.own.rtos;
  return rtos.state == ModuleState::kSuspended ? rtos.check_at : std::min(rtos.check_at, next_tick(plan, state));
}

bool step_rtos(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
               SlotListener* listener) {
  RtosState& rtos = state.own.rtos;
  if (is_tick(plan, state, t)) {
    if (!state.snapshot_asked) {
      out.snapshot_kinds = rtos_reports_due(plan, state, t);
      out.wants_snapshot = out.snapshot_kinds != 0;
      state.snapshot_asked = out.wants_snapshot;
      if (out.wants_snapshot) return false;
    }
    state.snapshot_asked = false;
    const std::size_t messages = out.messages.size();
    const Time check_at = rtos.check_at;
    collect(plan, state, t, pool, out, listener);
    const bool new_message = out.messages.size() > messages;
    // A new message wakes the state machine; without one its own timer goes on.
    if (new_message ? rtos.state == ModuleState::kPending : check_at <= t) {
      look(plan, state, t, new_message, pool, out, listener);
    }
  } else if (rtos.check_at <= t) {
    look(plan, state, t, false, pool, out, listener);
  }
  state.last_step = t;
  // Collectors that start again are due since they were suspended: now.
  state.wake_up = std::max(t, rtos_next_wake_up(plan, state));
  return true;
}

void rtos_delivery(const AgentPlan& plan, AgentState& state, Time now, std::uint32_t sequence,
                   DeliveryOutcome outcome) {
  RtosState& rtos = state.own.rtos;
  if (state.phase != AgentPhase::kRunning || !rtos.unsent || sequence + 1 != state.sequence) return;
  switch (outcome) {
    case DeliveryOutcome::kAccepted:
    case DeliveryOutcome::kDelivered:
      rtos.unsent = false;
      rtos.connected = true;
      rtos.check_at = Time::max();
      if (rtos.state == ModuleState::kPending) enter(rtos, ModuleState::kActive, now);
      break;
    case DeliveryOutcome::kRefused:
    case DeliveryOutcome::kFailed:
      if (rtos.state == ModuleState::kActive) rtos.check_at = now + kRtosRetryTime;
      break;
    case DeliveryOutcome::kNoConnection:
      rtos.connected = false;
      if (rtos.state == ModuleState::kActive) enter(rtos, ModuleState::kPending, now);
      if (rtos.state == ModuleState::kPending) rtos.check_at = std::min(rtos.check_at, now + kRtosRetryTime);
      break;
  }
  state.wake_up = rtos_next_wake_up(plan, state);
}

void rtos_connection(const AgentPlan& plan, AgentState& state, Time now, bool connected) {
  if (state.phase != AgentPhase::kRunning) return;
  RtosState& rtos = state.own.rtos;
  rtos.connected = connected;
  if (rtos.state == ModuleState::kSuspended) {
    // Its looks come every 3 s; only the next one can find anything.
    const std::int64_t looks = (now - rtos.since + kRtosRetryTime - Duration::microseconds(1)) / kRtosRetryTime;
    rtos.check_at = connected ? rtos.since + kRtosRetryTime * std::max<std::int64_t>(1, looks) : Time::max();
  }
  state.wake_up = rtos_next_wake_up(plan, state);
}

}  // namespace picket
