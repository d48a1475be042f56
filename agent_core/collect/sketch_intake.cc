#include <algorithm>

#include "agent_core/collect/alike_events.h"
#include "agent_core/collect/intake.h"
#include "agent_core/collect/rest.h"

// The part of Intake that is for sketches: events that join a rest, and keys that make room for others.

namespace picket {

std::uint32_t Intake::evict_least(KeyTable& keys, Time time, ReductionReport& report) {
  const std::uint32_t least = keys.least();
  const std::uint64_t counted = keys.counted(least);
  const std::uint32_t due_ms = keys.entry(least).key.due_ms;
  move_to_rest(plan_, state_, pool_, kind_, least, due_ms, milliseconds_of(state_, time), report);
  keys.forget(least);
  find_deadline(plan_, state_, pool_);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(counted, kNever));
}

void Intake::take_rest(const EventRun& part, std::uint32_t i, std::uint32_t n, std::uint32_t due_ms,
                       ReductionReport& report) {
  Slot slot = candidate_.slot;
  slot.hits = n;
  slot.first_ms = milliseconds_of(state_, part.first.time + part.spacing * i);
  slot.last_ms = milliseconds_of(state_, part.first.time + part.spacing * (i + n - 1));
  const RestJoin join = join_rest(plan_, state_, pool_, kind_, slot, candidate_.wide, n, due_ms, slot.first_ms, report);
  fate_.created += join.begun ? 1 : 0;
  fate_.merged += n - (join.begun ? 1 : 0);
  if (join.timer_changed) {
    find_deadline(plan_, state_, pool_);
    state_.wake_up = std::min(state_.wake_up, state_.deadline);
  }
  tell_stored(kind_, join.entry, i, n);
}

std::uint32_t Intake::reduce_by_cells(const EventRun& part, std::uint32_t i, bool one_key, ReductionReport& report) {
  const Time time = part.first.time + part.spacing * i;
  KeyTable keys = keys_of(plan_, state_, pool_, kind_);
  Arrival arrival{moment_of(plan_, state_, milliseconds_of(state_, time), candidate_.hash)};
  arrival.cells = keys.cells(kind_plan_->cells);
  arrival.index = keys.events();
  arrival.fresh = true;
  arrival.value = value_of(*candidate_.record);
  arrival.record = candidate_.record;
  KeyState key;
  const Verdict verdict = kind_plan_->primitive->on_event(key, arrival);
  keys.count_events(1);
  // As with a key's timer: the rest is sent later than the event.
  const std::uint32_t due_ms = std::max(key.due_ms, later(arrival.now_ms, 1));
  const auto take = [&](std::uint32_t from, std::uint32_t n) {
    if (verdict.action == Action::kRest) {
      take_rest(part, from, n, due_ms, report);
    } else {
      drop_events(from, n, drop_reason_of(verdict.loss));
    }
  };
  if (verdict.action == Action::kPass) {
    pass(time, i, report);
    return 0;
  }
  take(i, 1);
  if (!one_key || verdict.alike_count == 0) return 0;
  Time limit = state_.deadline;
  if (verdict.alike_until_ms != kNever) limit = std::min(limit, time_of(state_, verdict.alike_until_ms));
  const std::uint32_t n = events_before(time, part.spacing, std::min(verdict.alike_count, part.count - i - 1), limit);
  if (n == 0) return 0;
  const std::uint32_t last_ms = milliseconds_of(state_, time + part.spacing * n);
  arrival.index = keys.events();
  arrival.since_start_ms += last_ms - arrival.now_ms;
  arrival.now_ms = last_ms;
  // What joined the rest may have moved the cells' table, not the cells.
  kind_plan_->primitive->repeat(key, arrival, n);
  keys.count_events(n);
  take(i + 1, n);
  return n;
}

}  // namespace picket
