#include "agent_core/collect/intake.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "agent_core/collect/agent_life.h"

namespace picket {
namespace {

/// Below this, looking each event up is cheaper than looking for meetings.
constexpr std::uint32_t kFewEvents = 4;
const Duration kHour = Duration::hours(1);

bool is_ipv6(const NetworkRecord& r) {
  return !r.remote_address.is_v4() && !r.remote_address.is_unspecified();
}

std::uint16_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint16_t>(hash);
}
std::uint32_t fingerprint_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

void Intake::drop_events(std::uint32_t i, std::uint32_t n, DropReason reason) {
  if (reason == DropReason::kQueueFull) count_lost_before_queue(n);
  fate_.dropped[reason] += n;
  fate_.lost_any = true;
  if (listener_ != nullptr) listener_->dropped_events(taken_ + i, n, reason);
}

void Intake::refuse_all(const EventRun& run, DropReason reason) {
  if (run.count > 0) drop_events(0, run.count, reason);
}

std::optional<DropReason> Intake::refusal_of(const EventRun& run) const {
  if (!kind_plan_->collected) return kind_plan_->refusal;
  if (plan_.policy.generation == Generation::kG2Rtos && state_.phase == AgentPhase::kRunning &&
      state_.own.rtos.state == ModuleState::kSuspended) {
    return DropReason::kAgentDead;
  }
  if (kind_plan_->ask_encoding && !can_carry(plan_.policy.encoding, run.first.record)) return DropReason::kNotCarried;
  if (plan_.policy.ipv6 || run.vary == VaryingField::kRemoteAddress) return {};
  // (The rule of kRemoteAddress gives IPv4 addresses, whatever the template holds.)
  const auto* network = std::get_if<NetworkRecord>(&run.first.record);
  if (network != nullptr && is_ipv6(*network)) return DropReason::kIpVersion;
  return {};
}

void Intake::take(const EventRun& run) {
  kind_ = run.first.record.index();
  kind_plan_ = &plan_.kinds[kind_];
  if (run.count == 0) return;
  if (const auto reason = refusal_of(run)) {
    refuse_all(run, *reason);
  } else if (run.count == 1 && state_.phase == AgentPhase::kRunning) {
    // The common case, without the copies that cutting a run takes.
    renew_epoch(plan_, state_, run.first.time, pool_);
    if (plan_.policy.generation == Generation::kStream) {
      take_part(run);
    } else {
      take_one(run, 0);
    }
  } else {
    take_run(run);
  }
}

void Intake::take_run(EventRun run) {
  const std::uint32_t first_index = run.first_index;
  while (run.count > 0) {
    taken_ = run.first_index - first_index;
    if (state_.phase != AgentPhase::kRunning) {
      take_dead(run);
      continue;
    }
    renew_epoch(plan_, state_, run.first.time, pool_);
    EventRun part = run;
    if (plan_.policy.generation == Generation::kPicket) {
      // The lane's hourly counts may start anew within the run.
      const std::int64_t hour = (run.first.time - state_.started) / kHour;
      part = take_before(part, state_.started + kHour * (hour + 1));
    }
    if (const std::uint32_t period = period_of(run.vary); period != 0 && part.count > period) {
      part.count = period;
    }
    const std::uint32_t before = taken_;
    take_part(part);
    // take_part leaves `taken_` at the first event that it did not take (the agent was killed).
    take_events(run, taken_ - before);
  }
}

void Intake::take_dead(EventRun& run) {
  if (state_.phase == AgentPhase::kStopped) {
    refuse_all(run, DropReason::kAgentDead);
    run.count = 0;
    return;
  }
  refuse_all(take_before(run, state_.wake_up), DropReason::kAgentDead);
  if (run.count > 0) begin_life(plan_, state_, state_.wake_up);
}

void Intake::take_part(const EventRun& part) {
  if (plan_.policy.generation == Generation::kStream) {
    if (kind_plan_->primitive != nullptr) {
      take_reduced(part);
    } else {
      take_stream(part);
    }
    taken_ += part.count;
    return;
  }
  const bool one_key = kind_plan_->aggregate && !keys_vary(part);
  if (part.count == 1) {
    take_one(part, 0);
    ++taken_;
  } else if (one_key) {
    take_same(part);
  } else {
    take_distinct(part);
  }
}

void Intake::neutralise(Record& record) const {
  if (kind_plan_->alters) plan_.clear_unreported(static_cast<EventKind>(kind_), record);
}

void Intake::prepare(const EventRun& part, std::uint32_t i) {
  Candidate& c = candidate_;
  c.record = &part.first.record;
  if (part.vary != VaryingField::kNone || kind_plan_->alters) {
    c.altered = part.first.record;
    set_varying_field(c.altered, part, i);
    c.record = &c.altered;
    neutralise(c.altered);
  }
  c.is_wide = pack(*c.record, c.slot, c.wide);
  if (kind_plan_->aggregate || kind_plan_->first_seen || kind_plan_->primitive != nullptr) c.hash = kind_plan_->key.hash(*c.record, plan_.texts);
}

bool Intake::same_key(EntryTable& table, std::uint32_t position, const Slot& held) const {
  const EventKey& key = kind_plan_->key;
  if (!candidate_.is_wide && !(table.has_wide() && is_wide(held))) {
    if (key.equal_bytes(candidate_.slot, held)) return true;
    if (!key.may_match(candidate_.slot, held)) return false;
  } else if (kind_of(held) != kind_of(candidate_.slot)) {
    return false;
  }
  return key.hash(table.record(position), plan_.texts) == candidate_.hash;
}

bool Intake::find() {
  if (find_in(kind_)) return true;
  return plan_.policy.generation == Generation::kPicket && find_in(kQueueTable);
}

bool Intake::find_in(std::size_t t) {
  if (state_.tables[t].size == 0) return false;
  EntryTable in(pool_, state_.tables[t], t == kind_ ? kind_plan_->shape : plan_.shape_of(t));
  place_.table = t;
  place_.position = in.find(tag_of(candidate_.hash), [&](std::uint32_t p) {
    place_.slot = &in.slot(p);
    return same_key(in, p, *place_.slot);
  });
  return place_.position != EntryTable::kNotFound;
}

void Intake::merge(const Place& place, const EventRun& part, std::uint32_t i, std::uint32_t n) {
  Slot& slot = *place.slot;
  PICKET_CHECK(slot.hits <= 0xffffffffU - n, "hits", slot.hits, "more", n);
  slot.hits += n;
  slot.last_ms = milliseconds_of(state_, part.first.time + part.spacing * (i + n - 1));
  if (const auto* network = std::get_if<NetworkRecord>(&part.first.record)) add_bytes(slot, *network, n);
  fate_.merged += n;
  if (listener_ != nullptr) tell_stored(place.table, table(place.table).index_of(place.position), i, n);
}

void Intake::drop_oldest(EntryTable& from) {
  count_lost_before_queue(from.slot(0).hits);
  fate_.dropped[kind_plan_->full_reason] += from.slot(0).hits;
  fate_.lost_any = true;
  if (listener_ != nullptr) {
    listener_->dropped({static_cast<std::uint16_t>(kind_), from.index_of(0)}, kind_plan_->full_reason);
  }
  from.pop_oldest();
}

void Intake::store(std::size_t t, Time time, std::uint32_t i, FloodClasses classes) {
  EntryTable in = table(t);
  place_.table = t;
  place_.position = in.append(candidate_.slot, candidate_.wide, tag_of(candidate_.hash), classes);
  place_.slot = &in.slot(place_.position);
  // Only now: what was written in small parts is slow to copy in one (see `pack`).
  place_.slot->hits = 1;
  place_.slot->first_ms = place_.slot->last_ms = milliseconds_of(state_, time);
  ++fate_.created;
  tell_stored(t, in.index_of(place_.position), i, 1);
}

Intake::Outcome Intake::create(Time time, std::uint32_t i) {
  EntryTable in = table(kind_);
  FloodClasses classes;
  if (kind_plan_->classed || kind_plan_->first_seen) {
    classes = flood_classes_of(*candidate_.record, plan_.texts);
    const std::uint32_t fingerprint = fingerprint_of(candidate_.hash);
    const bool is_new = kind_plan_->first_seen && !contains(pool_, state_.first_seen, fingerprint);
    if (is_new && enter_lane(time, i, classes, fingerprint)) return Outcome::kCreated;
    const bool share_used = kind_plan_->classed && (cache_full(in) || in.count_a(classes.a) >= kind_plan_->class_limit ||
                                                    in.count_b(classes.b) >= kind_plan_->class_limit);
    if (share_used) {
      drop_events(i, 1, kind_plan_->full_reason);
      return Outcome::kRefused;
    }
    if (is_new) remember_key(fingerprint);
  }
  if (cache_full(in)) {
    if (!kind_plan_->displaces) {
      drop_events(i, 1, kind_plan_->full_reason);
      return Outcome::kRefused;
    }
    drop_oldest(in);
  }
  store(kind_, time, i, classes);
  if (kind_plan_->memory_bound && memory_reached()) {
    kill(time);
    return Outcome::kKilled;
  }
  return Outcome::kCreated;
}

std::uint32_t Intake::class_fingerprint(FloodClasses classes) const {
  return fingerprint_of(mix64(0xc1a55ULL << 32 | kind_ << 8 | classes.a));
}

void Intake::remember_key(std::uint32_t fingerprint) {
  remember(pool_, state_.first_seen, std::clamp<std::uint32_t>(plan_.policy.first_seen_memory, 1, 65'535), fingerprint);
}

bool Intake::enter_lane(Time time, std::uint32_t i, FloodClasses classes, std::uint32_t fingerprint) {
  const auto hour = static_cast<std::uint32_t>((time - state_.started) / kHour);
  if (hour != state_.own.lane.hour) {
    state_.own.lane.hour = hour;
    state_.own.lane.used = {};
    state_.own.lane.known = {};
  }
  std::uint8_t& used = state_.own.lane.used[kind_];
  std::uint8_t& known_used = state_.own.lane.known[kind_];
  // A flood's class is known from its second event on: half of the share stays for the others.
  const std::uint32_t class_key = class_fingerprint(classes);
  const bool known = classes.a == 0 || contains(pool_, state_.first_seen, class_key);
  EntryTable lane = table(kQueueTable);
  if (used >= kind_plan_->lane_share || (known && known_used >= (kind_plan_->lane_share + 1) / 2) || lane.full()) {
    return false;
  }
  ++used;
  if (known) ++known_used;
  if (!known) remember_key(class_key);
  remember_key(fingerprint);
  if (lane.empty()) {
    state_.deadline = time + plan_.policy.max_delay;
    state_.wake_up = std::min(state_.wake_up, state_.deadline);
  }
  store(kQueueTable, time, i, {});
  return true;
}

bool Intake::memory_reached() const {
  std::uint64_t bytes = is_generation_1(plan_.policy.generation) ? state_.queued_bytes : 0;
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    if (!plan_.kinds[k].memory_bound) continue;
    bytes += std::uint64_t{state_.tables[k].size} * kAggregatorEntryBytes;
    if (state_.tables[k].size >= plan_.kinds[k].shape.limit) return true;
  }
  return bytes >= plan_.policy.agent_memory_limit;
}

void Intake::kill(Time time) {
  fate_.lost_any = true;
  fate_.dropped[DropReason::kAgentMemory] +=
      static_cast<std::int64_t>(lose_everything(plan_, state_, pool_, DropReason::kAgentMemory, listener_));
  state_.phase = AgentPhase::kDead;
  state_.wake_up = time + kRestartDelay;
  ++state_.restarts;
}

void Intake::take_one(const EventRun& part, std::uint32_t i) {
  prepare(part, i);
  if (has_no_room()) {
    drop_events(i, 1, kind_plan_->full_reason);
    return;
  }
  if (kind_plan_->aggregate) {
    if (find()) {
      merge(place_, part, i, 1);
      return;
    }
  }
  create(part.first.time + part.spacing * i, i);
}

void Intake::take_same(const EventRun& part) {
  prepare(part, 0);
  if (has_no_room()) {
    drop_events(0, part.count, kind_plan_->full_reason);
    taken_ += part.count;
    return;
  }
  if (find()) {
    merge(place_, part, 0, part.count);
    taken_ += part.count;
    return;
  }
  switch (create(part.first.time, 0)) {
    case Outcome::kKilled:
      ++taken_;
      return;
    case Outcome::kRefused:
      // Nothing changed, so the next event would be refused as well.
      drop_events(1, part.count - 1, kind_plan_->full_reason);
      break;
    default:
      if (has_no_room()) {
        drop_events(1, part.count - 1, kind_plan_->full_reason);
      } else {
        merge(place_, part, 1, part.count - 1);
      }
  }
  taken_ += part.count;
}

void Intake::find_meetings(const EventRun& part) {
  std::vector<SlotPool::Meeting>& meetings = pool_.meetings();
  meetings.clear();
  if (!kind_plan_->aggregate) return;
  prepare(part, 0);
  const bool has_lane = plan_.policy.generation == Generation::kPicket;
  for (const std::size_t t : {kind_, std::size_t{kQueueTable}}) {
    if (t == kQueueTable && !has_lane) break;
    EntryTable in = table(t);
    for (std::uint32_t p = 0; p < in.size(); ++p) {
      const Slot& held = in.slot(p);
      if (kind_of(held) != kind_of(candidate_.slot)) continue;
      if (!is_wide(held) && !is_wide(candidate_.slot) &&
          !kind_plan_->key.may_match_in_run(candidate_.slot, held, part.vary)) {
        continue;
      }
      const Record record = in.record(p);
      const std::uint32_t i = steps_to(part, std::get<NetworkRecord>(record));
      if (i >= part.count) continue;
      Record event = part.first.record;
      set_varying_field(event, part, i);
      neutralise(event);
      if (kind_plan_->key.hash(event, plan_.texts) == kind_plan_->key.hash(record, plan_.texts)) {
        meetings.push_back({i, in.index_of(p), static_cast<std::uint16_t>(t)});
      }
    }
  }
  std::sort(meetings.begin(), meetings.end(), [](const auto& a, const auto& b) { return a.event < b.event; });
}

bool Intake::refusal_is_final(const EventRun& part) {
  if (!keys_vary(part)) return true;
  if (!kind_plan_->classed && !kind_plan_->first_seen) return true;
  // Of the fields that vary, the service port is part of class a and the remote address of class b.
  const bool in = std::get<NetworkRecord>(part.first.record).direction == Direction::kInbound;
  const bool a_varies = part.vary == (in ? VaryingField::kLocalPort : VaryingField::kRemotePort);
  const bool b_varies = part.vary == VaryingField::kRemoteAddress;
  const FloodClasses classes = flood_classes_of(*candidate_.record, plan_.texts);
  EntryTable held = table(kind_);
  if (!cache_full(held) && (a_varies || held.count_a(classes.a) < kind_plan_->class_limit) &&
      (b_varies || held.count_b(classes.b) < kind_plan_->class_limit)) {
    return false;
  }
  if (!kind_plan_->first_seen || state_.own.lane.used[kind_] >= kind_plan_->lane_share) return true;
  return !a_varies && state_.own.lane.known[kind_] >= (kind_plan_->lane_share + 1) / 2 &&
         (classes.a == 0 || contains(pool_, state_.first_seen, class_fingerprint(classes)));
}

void Intake::skip_displaced(const EventRun& part, std::uint32_t& i) {
  EntryTable in = table(kind_);
  const std::uint32_t skipped = part.count - i - kind_plan_->shape.limit;
  while (!in.empty()) drop_oldest(in);
  fate_.created += skipped;
  drop_events(i, skipped, kind_plan_->full_reason);
  in.skip_indices(skipped);
  i += skipped;
}

void Intake::take_distinct(const EventRun& part) {
  const bool few = part.count <= kFewEvents;
  if (!few) find_meetings(part);
  const std::vector<SlotPool::Meeting>& meetings = pool_.meetings();
  std::size_t next = 0;
  std::uint32_t foreign = state_.tables[kind_].size;  // entries of before the run that are still held
  for (std::uint32_t i = 0; i < part.count;) {
    if (few) {
      take_one(part, i++);
      if (state_.phase != AgentPhase::kRunning) {
        taken_ += i;
        return;
      }
      continue;
    }
    if (kind_plan_->takes_room_first) {
      prepare(part, i);
      if (has_no_room()) {
        // Nothing that comes can change that before the next collection.
        drop_events(i, part.count - i, kind_plan_->full_reason);
        break;
      }
    }
    if (next < meetings.size() && meetings[next].event == i) {
      const SlotPool::Meeting meeting = meetings[next++];
      const TableState& held = state_.tables[meeting.table];
      const auto position = static_cast<std::uint16_t>(meeting.entry - held.first_index);
      if (position < held.size) {
        merge({meeting.table, position, &table(meeting.table).slot(position)}, part, i++, 1);
        continue;
      }
    }
    if (kind_plan_->displaces && foreign == 0 && part.count - i > kind_plan_->shape.limit) {
      skip_displaced(part, i);
      next = meetings.size();
      continue;
    }
    prepare(part, i);
    const bool displacing = kind_plan_->displaces && table(kind_).full();
    const Outcome outcome = create(part.first.time + part.spacing * i, i);
    ++i;
    if (outcome == Outcome::kKilled) {
      taken_ += i;
      return;
    }
    if (displacing && foreign > 0) --foreign;
    if (outcome == Outcome::kRefused && refusal_is_final(part)) {
      const std::uint32_t until = next < meetings.size() ? meetings[next].event : part.count;
      if (until > i) drop_events(i, until - i, kind_plan_->full_reason);
      i = until;
    }
  }
  taken_ += part.count;
}

}  // namespace picket
