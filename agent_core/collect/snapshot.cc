#include "agent_core/collect/snapshot.h"

#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/interval_schedule.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/collect/stream_schedule.h"

namespace picket {
namespace {

void store_in_table(const AgentPlan& plan, AgentState& state, SlotPool& pool, EventKind kind, const Slot& slot,
                    SlotListener* listener, Fate& fate) {
  const auto t = static_cast<std::uint16_t>(kind);
  EntryTable table = table_of(plan, state, pool, t);
  if (table.full()) {
    // An earlier snapshot that found no message yet: the newest is what the hub should see.
    fate.dropped[DropReason::kCacheOverflow] += table.slot(0).hits;
    fate.displaced += table.slot(0).hits;
    fate.lost_any = true;
    if (listener != nullptr) listener->dropped({t, table.index_of(0)}, DropReason::kCacheOverflow);
    table.pop_oldest();
  }
  const std::uint32_t position = table.append(slot, {});
  ++fate.created;
  if (listener != nullptr) listener->stored({t, table.index_of(position)}, 0, 1);
}

void drop(Fate& fate, SlotListener* listener, DropReason reason) {
  ++fate.dropped[reason];
  fate.lost_any = true;
  if (listener != nullptr) listener->dropped_events(0, 1, reason);
}

void take_record(const AgentPlan& plan, AgentState& state, Time now, const Record& record, SlotPool& pool,
                 SlotListener* listener, Fate& fate) {
  const EventKind kind = kind_of(record);
  if (!plan.of(kind).collected) return;
  Slot slot;
  WideAddresses wide;
  pack(record, slot, wide);
  slot.first_ms = slot.last_ms = milliseconds_of(state, now);
  switch (plan.policy.generation) {
    case Generation::kNone:
      return;
    case Generation::kG1C:
    case Generation::kG1Csharp: {
      const std::size_t queue = g1_queue_of(kind, plan.of(kind).priority);
      const G1Push push = push_g1(plan, state, pool, queue, slot, wide, {slot.first_ms, slot.last_ms, 0, 0}, listener);
      fate.dropped[DropReason::kQueueFull] += static_cast<std::int64_t>(push.displaced_hits);
      fate.displaced += push.displaced_hits;
      fate.lost_any |= push.displaced_hits > 0;
      if (!push.stored) {
        drop(fate, listener, push.reason);
        return;
      }
      ++fate.created;
      if (listener != nullptr) listener->stored(push.slot, 0, 1);
      return;
    }
    case Generation::kStream: {
      EntryTable pending = table_of(plan, state, pool, kQueueTable);
      if (pending.full()) {
        drop(fate, listener, DropReason::kCacheOverflow);
        return;
      }
      const StreamPush push = push_pending(plan, state, pool, slot, wide, record, now);
      if (push.oversize) {
        drop(fate, listener, DropReason::kOversize);
        return;
      }
      ++fate.created;
      if (listener != nullptr) listener->stored({kQueueTable, pending.index_of(push.position)}, 0, 1);
      return;
    }
    case Generation::kG2Linux:
    case Generation::kPicket:
      if (is_due(plan, state, plan.of(kind).priority, now)) {
        store_in_table(plan, state, pool, kind, slot, listener, fate);
      }
      return;
    case Generation::kG2Rtos:
      if (rtos_is_due(plan, state, plan.of(kind).priority, now)) {
        store_in_table(plan, state, pool, kind, slot, listener, fate);
      }
      return;
  }
}

}  // namespace

bool snapshot_taken(const AgentPlan& plan, AgentState& state, Time t, Emission& out) {
  if (t < state.next_snapshot) return true;
  if (!state.snapshot_asked) {
    state.snapshot_asked = true;
    out.wants_snapshot = true;
    return false;
  }
  state.snapshot_asked = false;
  state.next_snapshot = plan.snapshot_period > Duration() ? t + plan.snapshot_period : Time::max();
  return true;
}

Fate take_snapshot(const AgentPlan& plan, AgentState& state, Time now, const SystemInformationRecord& information,
                   SlotPool& pool, SlotListener* listener) {
  Fate fate;
  if (state.phase != AgentPhase::kRunning) return fate;
  renew_epoch(plan, state, now, pool);
  take_record(plan, state, now, information, pool, listener, fate);
  take_record(plan, state, now, HeartbeatRecord{}, pool, listener, fate);
  return fate;
}

}  // namespace picket
