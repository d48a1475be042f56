#include "agent_core/collect/stream_schedule.h"

#include <algorithm>

#include "agent_core/collect/emission.h"
#include "agent_core/collect/snapshot.h"

namespace picket {
namespace {

/// The message at the head of the pending events.
struct HeadMessage {
  std::uint32_t count = 0;
  Time due;  ///< when it is sent
};

HeadMessage head_message(const AgentPlan& plan, const AgentState& state, EntryTable& pending) {
  HeadMessage head;
  head.due = time_of(state, pending.slot(0).first_ms) + plan.policy.max_delay;
  std::uint64_t bytes = plan.envelope_bytes;
  for (; head.count < pending.size(); ++head.count) {
    const Time time = time_of(state, pending.slot(head.count).first_ms);
    if (time >= head.due) break;
    bytes += pending.queue_fields(head.count).bytes + plan.separator_bytes;
    if (bytes > plan.policy.max_message_bytes) {
      head.due = std::max(time, time_of(state, pending.slot(0).first_ms));
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

}  // namespace

StreamPush push_pending(const AgentPlan& plan, AgentState& state, SlotPool& pool, const Slot& slot,
                        const WideAddresses& wide, const Record& record, Time time) {
  StreamPush push;
  Observation observation;
  observation.record = record;
  observation.first_time = observation.last_time = time_of(state, slot.first_ms);
  observation.window_start = observation.window_end = observation.first_time;
  const auto bytes = static_cast<std::uint32_t>(plan.size_of(observation));
  const std::uint32_t more = bytes + plan.separator_bytes;
  push.oversize = plan.envelope_bytes + more > plan.policy.max_message_bytes;
  if (push.oversize) return push;
  EntryTable pending = table_of(plan, state, pool, kQueueTable);
  push.full = !pending.empty() && plan.envelope_bytes + state.queued_bytes + more > plan.policy.max_message_bytes;
  const Time stored_time = observation.first_time;
  if (pending.empty()) state.wake_up = std::min(state.wake_up, stored_time + plan.policy.max_delay);
  if (push.full) state.wake_up = std::min(state.wake_up, time);
  if (pending.empty() || push.full) state.queued_bytes = 0;
  state.queued_bytes += more;
  push.position = pending.append(slot, wide);
  pending.queue_fields(push.position) = {slot.first_ms, slot.last_ms, bytes, 0, 0};
  return push;
}

bool step_stream(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out) {
  if (!snapshot_taken(plan, state, t, out)) return false;
  EntryTable pending = table_of(plan, state, pool, kQueueTable);
  Time next = Time::max();
  while (!pending.empty()) {
    const HeadMessage head = head_message(plan, state, pending);
    if (head.due > t) {
      next = head.due;
      break;
    }
    send(plan, state, pending, head.count, out);
  }
  if (pending.empty()) pending.clear();
  state.queued_bytes = open_bytes(plan, pending);
  state.wake_up = std::min(next, state.next_snapshot);
  return true;
}

}  // namespace picket
