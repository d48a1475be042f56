#include "agent_core/collect/stream_schedule.h"

#include <algorithm>

#include "agent_core/collect/emission.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/collect/snapshot.h"

namespace picket {
namespace {

/// When an entry became pending: for an event its own time, for what was held the end of holding.
Time pending_since(const AgentState& state, EntryTable& pending, std::uint32_t position) {
  return time_of(state, pending.queue_fields(position).window_end_ms);
}

/// The message at the head of the pending events.
struct HeadMessage {
  std::uint32_t count = 0;
  Time due;  ///< when it is sent
};

HeadMessage head_message(const AgentPlan& plan, const AgentState& state, EntryTable& pending) {
  HeadMessage head;
  head.due = pending_since(state, pending, 0) + plan.policy.max_delay;
  std::uint64_t bytes = plan.envelope_bytes;
  for (; head.count < pending.size(); ++head.count) {
    const Time time = pending_since(state, pending, head.count);
    if (time >= head.due) break;
    bytes += pending.queue_fields(head.count).bytes + plan.separator_bytes;
    if (bytes > plan.policy.max_message_bytes) {
      head.due = std::max(time, pending_since(state, pending, 0));
      break;
    }
  }
  return head;
}

/// Bytes of the last message, which is still open, for `push_pending`.
std::uint32_t open_bytes(const AgentPlan& plan, EntryTable& pending) {
  std::uint64_t bytes = 0;
  for (std::uint32_t i = 0; i < pending.size(); ++i) {
    const std::uint64_t more = pending.queue_fields(i).bytes + plan.separator_bytes;
    if (i > 0 && plan.envelope_bytes + bytes + more > plan.policy.max_message_bytes) bytes = 0;
    bytes += more;
  }
  return static_cast<std::uint32_t>(bytes);
}

void send(const AgentPlan& plan, AgentState& state, EntryTable& pending, std::uint32_t count, Emission& out) {
  const auto begin = static_cast<std::uint32_t>(out.observations.size());
  Priority priority = Priority::kLow;
  for (std::uint32_t i = 0; i < count; ++i) {
    priority = std::min(priority, plan.of(kind_of(pending.slot(0))).priority);
    out.observations.push_back(queued_observation_of(state, pending, 0));
    out.slots.push_back({kQueueTable, pending.index_of(0)});
    pending.pop_oldest();
  }
  add_message(state, out, begin, priority, Duration());
}

/// Sends the messages that are due at `t`; returns when the next is.
Time send_due(const AgentPlan& plan, AgentState& state, EntryTable& pending, Time t, Emission& out) {
  while (!pending.empty()) {
    const HeadMessage head = head_message(plan, state, pending);
    if (head.due > t) return head.due;
    send(plan, state, pending, head.count, out);
  }
  return Time::max();
}

}  // namespace

StreamPush push_pending(const AgentPlan& plan, AgentState& state, SlotPool& pool, const Slot& slot,
                        const WideAddresses& wide, const Record& record, Time time, bool aggregated) {
  StreamPush push;
  Observation observation;
  observation.record = record;
  observation.hit_count = slot.hits;
  observation.aggregated = aggregated;
  observation.first_time = observation.window_start = time_of(state, slot.first_ms);
  observation.last_time = time_of(state, slot.last_ms);
  const std::uint32_t since_ms = milliseconds_of(state, time);
  observation.window_end = time_of(state, since_ms);
  const auto bytes = static_cast<std::uint32_t>(plan.size_of(observation));
  const std::uint32_t more = bytes + plan.separator_bytes;
  push.oversize = plan.envelope_bytes + more > plan.policy.max_message_bytes;
  if (push.oversize) return push;
  EntryTable pending = table_of(plan, state, pool, kQueueTable);
  push.full = !pending.empty() && plan.envelope_bytes + state.queued_bytes + more > plan.policy.max_message_bytes;
  if (pending.empty()) state.wake_up = std::min(state.wake_up, observation.window_end + plan.policy.max_delay);
  if (push.full) state.wake_up = std::min(state.wake_up, time);
  if (pending.empty() || push.full) state.queued_bytes = 0;
  state.queued_bytes += more;
  push.position = pending.append(slot, wide);
  pending.queue_fields(push.position) = {slot.first_ms, since_ms, bytes,
                                         static_cast<std::uint16_t>(aggregated ? 1 : 0), 0};
  return push;
}

bool step_stream(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
                 SlotListener* listener) {
  EntryTable pending = table_of(plan, state, pool, kQueueTable);
  ReductionReport report{out.dropped, listener};
  while (state.deadline <= t) {
    if (pending.full()) send_due(plan, state, pending, state.deadline, out);
    close_first(plan, state, pool, report);
  }
  if (!snapshot_taken(plan, state, t, out)) return false;
  const Time next = send_due(plan, state, pending, t, out);
  if (pending.empty()) pending.clear();
  state.queued_bytes = open_bytes(plan, pending);
  state.wake_up = std::min({next, state.next_snapshot, state.deadline});
  return true;
}

}  // namespace picket
