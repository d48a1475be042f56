#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/collect/alike_events.h"
#include "agent_core/collect/intake.h"
#include "agent_core/collect/stream_schedule.h"

// The part of Intake that is for `stream`: events that are sent one by one, and events that a primitive
// reduces.

namespace picket {

void Intake::take_stream(const EventRun& part) {
  ReductionReport report{fate_.dropped, listener_};
  for (std::uint32_t i = 0; i < part.count; ++i) {
    const Time time = part.first.time + part.spacing * i;
    while (state_.deadline <= time) close_first(plan_, state_, pool_, report);
    if (table(kQueueTable).full()) {
      drop_events(i, part.count - i, DropReason::kCacheOverflow);
      break;
    }
    prepare(part, i);
    pass(time, i, report);
  }
  fate_.lost_any |= report.lost_any;
  fate_.poll_now |= report.message_full;
}

void Intake::pass(Time time, std::uint32_t i, ReductionReport& report) {
  EntryTable pending = table(kQueueTable);
  if (pending.full()) {
    drop_events(i, 1, DropReason::kCacheOverflow);
    return;
  }
  candidate_.slot.hits = 1;
  candidate_.slot.first_ms = candidate_.slot.last_ms = milliseconds_of(state_, time);
  const StreamPush push =
      push_pending(plan_, state_, pool_, candidate_.slot, candidate_.wide, *candidate_.record, time);
  if (push.oversize) {
    drop_events(i, 1, DropReason::kOversize);
    return;
  }
  ++fate_.created;
  report.message_full |= push.full;
  tell_stored(kQueueTable, pending.index_of(push.position), i, 1);
}

void Intake::take_reduced(const EventRun& part) {
  const bool one_key = !kind_plan_->key.varies(part.first.record, part.vary);
  ReductionReport report{fate_.dropped, listener_};
  for (std::uint32_t i = 0; i < part.count; ++i) {
    const Time time = part.first.time + part.spacing * i;
    while (state_.deadline <= time) close_first(plan_, state_, pool_, report);
    prepare(part, i);
    i += kind_plan_->cells != 0 ? reduce_by_cells(part, i, one_key, report) : reduce(part, i, one_key, report);
  }
  fate_.lost_any |= report.lost_any;
  fate_.poll_now |= report.message_full;
}

std::uint32_t Intake::key_entry(Time time, std::uint32_t i, ReductionReport& report, bool& fresh,
                                std::uint32_t& inherited) {
  KeyTable keys = keys_of(plan_, state_, pool_, kind_);
  const std::uint32_t found = keys.find(candidate_.hash);
  fresh = found == KeyTable::kNone;
  if (!fresh) return found;
  if (kind_plan_->evicts_least) {
    if (keys.keys() == kind_plan_->reduction.max_keys) inherited = evict_least(keys, time, report);
  } else if (keys.full()) {
    const KeyOverflow rule = kind_plan_->reduction.key_overflow;
    if (rule == KeyOverflow::kPassNew || rule == KeyOverflow::kDropNew) {
      if (rule == KeyOverflow::kPassNew) {
        pass(time, i, report);
      } else {
        drop_events(i, 1, DropReason::kCacheOverflow);
      }
      return KeyTable::kNone;
    }
    const std::uint32_t oldest = keys.oldest();
    if (rule == KeyOverflow::kEmitOldest) {
      emit_held(plan_, state_, pool_, kind_, oldest, milliseconds_of(state_, time), report);
    } else {
      lose_held(plan_, state_, pool_, kind_, oldest, DropReason::kCacheOverflow, report);
    }
    const bool had_timer = keys.entry(oldest).key.due_ms != kNever;
    keys.forget(oldest);
    if (had_timer) find_deadline(plan_, state_, pool_);
  }
  return keys.create(candidate_.hash);
}

void Intake::hold(const EventRun& part, std::uint32_t entry, std::uint32_t i, std::uint32_t n) {
  KeyTable keys = keys_of(plan_, state_, pool_, kind_);
  const std::uint32_t last_ms = milliseconds_of(state_, part.first.time + part.spacing * (i + n - 1));
  if (keys.entry(entry).slot.hits == 0) {
    PICKET_CHECK(n == 1, "the first held event comes alone", n);
    candidate_.slot.hits = 1;
    candidate_.slot.first_ms = candidate_.slot.last_ms = last_ms;
    keys.hold(entry, candidate_.slot, candidate_.wide);
    ++fate_.created;
  } else {
    Slot& slot = keys.entry(entry).slot;
    PICKET_CHECK(slot.hits <= 0xffffffffU - n, "hits", slot.hits, "more", n);
    slot.hits += n;
    slot.last_ms = last_ms;
    if (const auto* network = std::get_if<NetworkRecord>(&part.first.record)) add_bytes(slot, *network, n);
    fate_.merged += n;
  }
  if (kind_plan_->evicts_least) keys.update_due(entry);
  tell_stored(kind_, static_cast<std::uint16_t>(entry), i, n);
}

void Intake::timer_changed(KeyTable& keys, std::uint32_t entry) {
  keys.update_due(entry);
  find_deadline(plan_, state_, pool_);
  state_.wake_up = std::min(state_.wake_up, state_.deadline);
}

std::uint32_t Intake::reduce(const EventRun& part, std::uint32_t i, bool one_key, ReductionReport& report) {
  const Time time = part.first.time + part.spacing * i;
  bool fresh = false;
  std::uint32_t inherited = 0;
  const std::uint32_t entry = key_entry(time, i, report, fresh, inherited);
  if (entry == KeyTable::kNone) return 0;
  KeyTable keys = keys_of(plan_, state_, pool_, kind_);
  KeyState& key = keys.entry(entry).key;
  const std::uint32_t due_before = key.due_ms;
  Arrival arrival{moment_of(plan_, state_, milliseconds_of(state_, time), candidate_.hash)};
  arrival.held = keys.entry(entry).slot.hits;
  arrival.keys = keys.keys();
  arrival.index = keys.events();
  arrival.fresh = fresh;
  arrival.inherited = inherited;
  arrival.value = value_of(*candidate_.record);
  arrival.record = candidate_.record;
  Verdict verdict = kind_plan_->primitive->on_event(key, arrival);
  keys.count_events(1);
  // A timer is later than the event that starts it.
  if (key.due_ms <= arrival.now_ms) key.due_ms = later(arrival.now_ms, 1);
  if (key.due_ms != due_before) timer_changed(keys, entry);
  if (verdict.action == Action::kFlush && arrival.held == 0) verdict.action = Action::kPass;
  switch (verdict.action) {
    case Action::kPass:
      pass(time, i, report);
      break;
    case Action::kHold:
      hold(part, entry, i, 1);
      break;
    case Action::kFlush:
      hold(part, entry, i, 1);
      emit_held(plan_, state_, pool_, kind_, entry, arrival.now_ms, report);
      break;
    case Action::kDrop:
    case Action::kRest:
      drop_events(i, 1, drop_reason_of(verdict.loss));
      break;
  }
  if (verdict.touch) keys.touch(entry);
  if (verdict.forget && verdict.action != Action::kHold) {
    emit_held(plan_, state_, pool_, kind_, entry, arrival.now_ms, report);
    const bool had_timer = keys.entry(entry).key.due_ms != kNever;
    keys.forget(entry);
    if (had_timer) find_deadline(plan_, state_, pool_);
    return 0;
  }
  const bool withheld = verdict.action == Action::kHold || verdict.action == Action::kDrop;
  if (!one_key || !withheld || verdict.alike_count == 0) return 0;
  return take_alike(part, i, entry, verdict, arrival);
}

std::uint32_t Intake::take_alike(const EventRun& part, std::uint32_t i, std::uint32_t entry, const Verdict& verdict,
                                 const Arrival& arrival) {
  const Time time = part.first.time + part.spacing * i;
  Time limit = state_.deadline;
  if (verdict.alike_until_ms != kNever) limit = std::min(limit, time_of(state_, verdict.alike_until_ms));
  const std::uint32_t n =
      events_before(time, part.spacing, std::min(verdict.alike_count, part.count - i - 1), limit);
  if (n == 0) return 0;
  KeyTable keys = keys_of(plan_, state_, pool_, kind_);
  KeyState& key = keys.entry(entry).key;
  const std::uint32_t due_before = key.due_ms;
  Arrival last = arrival;
  last.fresh = false;
  last.held = keys.entry(entry).slot.hits;
  last.index = keys.events();
  const std::uint32_t last_ms = milliseconds_of(state_, time + part.spacing * n);
  last.since_start_ms += last_ms - last.now_ms;
  last.now_ms = last_ms;
  kind_plan_->primitive->repeat(key, last, n);
  keys.count_events(n);
  if (key.due_ms <= last_ms) key.due_ms = later(last_ms, 1);
  if (key.due_ms != due_before) timer_changed(keys, entry);
  if (verdict.action == Action::kHold) {
    hold(part, entry, i + 1, n);
  } else {
    drop_events(i + 1, n, drop_reason_of(verdict.loss));
  }
  return n;
}

}  // namespace picket
