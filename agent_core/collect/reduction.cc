#include "agent_core/collect/reduction.h"

#include "agent_core/collect/rest.h"
#include "agent_core/collect/stream_schedule.h"

namespace picket {
namespace {

constexpr std::uint16_t table_number(std::size_t kind) {
  return static_cast<std::uint16_t>(kind);
}

/// The kind whose timer is first, or kActivityKinds.
std::size_t first_kind(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::uint32_t& due_ms) {
  std::size_t first = kActivityKinds;
  due_ms = kNever;
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (!plan.is_reduced(k)) continue;
    const KeyTable keys = keys_of(plan, state, pool, k);
    const std::uint32_t i = keys.first_due();
    if (i == KeyTable::kNone || keys.entry(i).key.due_ms >= due_ms) continue;
    due_ms = keys.entry(i).key.due_ms;
    first = k;
  }
  return first;
}

}  // namespace

Moment moment_of(const AgentPlan&, const AgentState& state, std::uint32_t now_ms, std::uint64_t hash) {
  Moment moment;
  moment.now_ms = now_ms;
  // The epoch is on a whole millisecond; so is the beginning that is counted from.
  const std::int64_t begin_us = state.started.unix_microseconds();
  const std::int64_t begin_ms = (begin_us - ((begin_us % 1'000) + 1'000) % 1'000) / 1'000;
  moment.since_start_ms = state.epoch.unix_microseconds() / 1'000 - begin_ms + now_ms;
  moment.key_hash = hash;
  moment.device_draw = hash_combine(state.id_seed, std::uint64_t{0x7ed0ce} << 32 | state.restarts);
  return moment;
}

void emit_held(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
               std::uint32_t now_ms, ReductionReport& report) {
  KeyTable keys = keys_of(plan, state, pool, kind);
  Slot slot = keys.entry(entry).slot;
  if (slot.hits == 0) return;
  EntryTable pending = table_of(plan, state, pool, kQueueTable);
  if (pending.full()) {
    lose_held(plan, state, pool, kind, entry, DropReason::kCacheOverflow, report);
    return;
  }
  const WideAddresses wide = keys.wide(entry);
  if (plan.kinds[kind].reduction.timestamps == ReportedTimes::kEmission) slot.first_ms = slot.last_ms = now_ms;
  const StreamPush push =
      push_pending(plan, state, pool, slot, wide, unpack(slot, wide), time_of(state, now_ms), /*aggregated=*/true);
  if (push.oversize) {
    lose_held(plan, state, pool, kind, entry, DropReason::kOversize, report);
    return;
  }
  report.message_full |= push.full;
  keys.entry(entry).slot.hits = 0;
  if (report.listener != nullptr) {
    report.listener->moved({table_number(kind), static_cast<std::uint16_t>(entry)},
                           {kQueueTable, pending.index_of(push.position)});
  }
}

void lose_held(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, std::uint32_t entry,
               DropReason reason, ReductionReport& report) {
  Slot& slot = keys_of(plan, state, pool, kind).entry(entry).slot;
  if (slot.hits == 0) return;
  report.dropped[reason] += slot.hits;
  report.lost_any = true;
  if (report.listener != nullptr) {
    report.listener->dropped({table_number(kind), static_cast<std::uint16_t>(entry)}, reason);
  }
  slot.hits = 0;
}

void close_first(const AgentPlan& plan, AgentState& state, SlotPool& pool, ReductionReport& report) {
  std::uint32_t due_ms = kNever;
  const std::size_t kind = first_kind(plan, state, pool, due_ms);
  KeyTable keys = keys_of(plan, state, pool, kind);
  const std::uint32_t i = keys.first_due();
  KeyEntry& entry = keys.entry(i);
  Moment moment = moment_of(plan, state, due_ms, entry.hash);
  moment.held = entry.slot.hits;
  moment.keys = keys.keys();
  moment.index = keys.events();
  entry.key.due_ms = kNever;
  if (plan.kinds[kind].has_rest() && is_rest(entry.hash)) {
    emit_held(plan, state, pool, kind, i, due_ms, report);
    keys.update_due(i);
    return find_deadline(plan, state, pool);
  }
  Closing closing = plan.kinds[kind].primitive->on_timer(entry.key, moment);
  // A primitive that asks for the same time again would hold up everything for ever.
  if (entry.key.due_ms <= due_ms) entry.key.due_ms = kNever;
  if (closing.held == Closing::Held::kEmit || (closing.forget && closing.held == Closing::Held::kKeep)) {
    emit_held(plan, state, pool, kind, i, due_ms, report);
  } else if (closing.held == Closing::Held::kLose) {
    lose_held(plan, state, pool, kind, i, drop_reason_of(closing.loss), report);
  } else if (closing.held == Closing::Held::kRest) {
    move_to_rest(plan, state, pool, kind, i, due_ms, due_ms, report);
  }
  if (closing.forget) {
    keys.forget(i);
  } else {
    keys.update_due(i);
  }
  find_deadline(plan, state, pool);
}

void find_deadline(const AgentPlan& plan, AgentState& state, SlotPool& pool) {
  std::uint32_t due_ms = kNever;
  const std::size_t kind = first_kind(plan, state, pool, due_ms);
  state.deadline = kind == kActivityKinds ? Time::max() : time_of(state, due_ms);
}

void flush_keys(const AgentPlan& plan, AgentState& state, SlotPool& pool, Time now, ReductionReport& report) {
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (!plan.is_reduced(k)) continue;
    keys_of(plan, state, pool, k).for_each([&](std::uint32_t entry) {
      emit_held(plan, state, pool, k, entry, milliseconds_of(state, now), report);
    });
    lose_keys(plan, state, pool, k, DropReason::kAgentStopped, report.listener);
  }
  state.deadline = Time::max();
}

std::uint64_t hits_of_keys(const AgentPlan& plan, const AgentState& state, const SlotPool& pool, std::size_t kind) {
  // A view writes nothing unless it is told to.
  TableState table = state.tables[kind];
  const KeyTable keys(const_cast<SlotPool&>(pool), table, plan.kinds[kind].key_limit);
  std::uint64_t hits = 0;
  keys.for_each([&](std::uint32_t i) { hits += keys.entry(i).slot.hits; });
  return hits;
}

std::uint64_t lose_keys(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t kind, DropReason reason,
                        SlotListener* listener) {
  Counts<DropReason> dropped;
  ReductionReport report{dropped, listener};
  KeyTable keys = keys_of(plan, state, pool, kind);
  keys.for_each([&](std::uint32_t i) { lose_held(plan, state, pool, kind, i, reason, report); });
  keys.clear();
  return static_cast<std::uint64_t>(dropped.total());
}

}  // namespace picket
