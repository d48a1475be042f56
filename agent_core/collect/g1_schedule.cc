#include "agent_core/collect/g1_schedule.h"

#include <algorithm>
#include <array>

#include "agent_core/collect/emission.h"
#include "agent_core/collect/snapshot.h"

namespace picket {
namespace {

constexpr std::size_t kHighQueue = 0;
constexpr std::size_t kLowQueue = 1;

/// Triggered collectors in the order of the C agent's cycle (defender.md 4.1), then what it lacks.
constexpr std::array kCollectOrder{EventKind::kProcess, EventKind::kLogin, EventKind::kNetwork,
                                   EventKind::kDns,     EventKind::kFile,  EventKind::kPeripheral};

EntryTable queue_of(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue) {
  return table_of(plan, state, pool, kQueueTable + queue);
}

/// The first start + n * period, n >= 1, that is later than `t`.
Time next_multiple(Time start, Duration period, Time t) {
  const std::int64_t passed = t < start ? 0 : (t - start) / period;
  return start + period * (passed + 1);
}

bool is_multiple(Time start, Duration period, Time t) {
  return t > start && (t - start) % period == Duration();
}

/// The last publisher tick strictly before `t`.
Time tick_before(Time start, Time t) {
  return start + kPublisherTick * ((t - start - Duration::microseconds(1)) / kPublisherTick);
}

/// Advances the High timer over the ticks before `t` at which nothing could be sent.
void advance_high_timer(const AgentPlan& plan, AgentState& state, Time t) {
  if (t <= state.started || state.last_step == t) return;
  const Time before = tick_before(state.started, t);
  if (before <= state.origin) return;
  if (state.queued_bytes > plan.policy.max_message_bytes) {
    state.origin = before;  // every tick over the limit resets it, sent or not
    return;
  }
  state.origin += plan.high_period * ((before - state.origin) / plan.high_period);
}

void hand_over(const AgentPlan& plan, AgentState& state, SlotPool& pool, EventKind kind, Time window_start, Time t,
               Emission& out, SlotListener* listener) {
  const auto from = static_cast<std::uint16_t>(kind);
  EntryTable table = table_of(plan, state, pool, from);
  const KindPlan& of = plan.of(kind);
  const std::size_t queue = g1_queue_of(of.priority);
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const Slot slot = table.slot(i);
    QueueFields fields{slot.first_ms, slot.last_ms, 0, 0, 0};
    if (of.aggregate) {
      fields = {window_start <= state.epoch ? 0 : milliseconds_of(state, window_start), milliseconds_of(state, t), 0,
                1, 0};
    }
    const G1Push push = push_g1(plan, state, pool, queue, slot, table.wide(i), fields);
    const SlotRef ref{from, table.index_of(i)};
    if (push.stored) {
      if (listener != nullptr) listener->moved(ref, push.slot);
    } else {
      out.dropped[DropReason::kQueueFull] += slot.hits;
      if (listener != nullptr) listener->dropped(ref, DropReason::kQueueFull);
    }
  }
  table.clear();
}

void collect(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out, SlotListener* listener) {
  if (!is_multiple(state.started, plan.policy.collect_interval, t)) return;
  for (const EventKind kind : kCollectOrder) {
    const KindPlan& of = plan.of(kind);
    if (!of.collected) continue;
    if (!of.aggregate) {
      hand_over(plan, state, pool, kind, t, t, out, listener);
    } else if (is_multiple(state.started, of.flush_period, t)) {
      hand_over(plan, state, pool, kind, t - of.flush_period, t, out, listener);
    }
  }
}

bool head_fits(const AgentPlan& plan, EntryTable& queue) {
  return !queue.empty() && queue.queue_fields(0).bytes < plan.policy.max_message_bytes;
}

/// True if a send with this main queue would make a message.
bool can_send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main) {
  EntryTable main_queue = queue_of(plan, state, pool, main);
  if (main_queue.empty()) return false;
  EntryTable padding = queue_of(plan, state, pool, 1 - main);
  return head_fits(plan, main_queue) || head_fits(plan, padding);
}

void send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main, Emission& out) {
  if (queue_of(plan, state, pool, main).empty()) return;
  const auto begin = static_cast<std::uint32_t>(out.observations.size());
  std::uint64_t bytes = 0;
  for (const std::size_t q : {main, 1 - main}) {
    EntryTable queue = queue_of(plan, state, pool, q);
    while (!queue.empty()) {
      const std::uint32_t more = queue.queue_fields(0).bytes;
      if (bytes + more >= plan.policy.max_message_bytes) break;
      bytes += more;
      state.queued_bytes -= more + kQueueItemBytes;
      do {
        out.observations.push_back(queued_observation_of(state, queue, 0));
        out.slots.push_back({static_cast<std::uint16_t>(kQueueTable + q), queue.index_of(0)});
        queue.pop_oldest();
      } while (!queue.empty() && queue.queue_fields(0).further != 0);
    }
    if (queue.empty()) queue.clear();
  }
  if (out.observations.size() == begin) return;
  add_message(state, out, begin, main == kHighQueue ? Priority::kHigh : Priority::kLow, Duration());
}

void publish(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out) {
  if ((t - state.started) % kPublisherTick != Duration()) return;
  if (state.queued_bytes > plan.policy.max_message_bytes) {
    send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (t - state.origin > plan.policy.intervals[static_cast<std::size_t>(Priority::kHigh)]) {
    send(plan, state, pool, kHighQueue, out);
    state.origin = t;
  }
  if (is_multiple(state.started, plan.low_period, t)) send(plan, state, pool, kLowQueue, out);
}

}  // namespace

std::size_t g1_queue_of(Priority priority) {
  return priority == Priority::kHigh ? kHighQueue : kLowQueue;
}

G1Push push_g1(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, const Slot& slot,
               const WideAddresses& wide, QueueFields fields) {
  Observation o;
  o.record = unpack(slot, wide);
  o.hit_count = slot.hits;
  o.first_time = time_of(state, slot.first_ms);
  o.last_time = time_of(state, slot.last_ms);
  o.window_start = time_of(state, fields.window_start_ms);
  o.window_end = time_of(state, fields.window_end_ms);
  o.aggregated = fields.aggregated != 0;
  fields.bytes = static_cast<std::uint32_t>(plan.size_of(o));
  const std::uint32_t charge = fields.bytes + kQueueItemBytes;
  EntryTable to = queue_of(plan, state, pool, queue);
  if (std::uint64_t{state.queued_bytes} + charge > plan.policy.cache_bytes || to.full()) return {};
  state.queued_bytes += charge;
  const std::uint32_t position = to.append(slot, wide);
  to.queue_fields(position) = fields;
  return {true, {static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(position)}};
}

G1Push push_g1_report(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, Time now,
                      std::span<const Record> items) {
  const std::uint32_t now_ms = milliseconds_of(state, now);
  Observation o;
  o.first_time = o.last_time = o.window_start = o.window_end = time_of(state, now_ms);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    o.record = items[i];
    bytes += plan.size_of(o, i > 0) + (i > 0 ? plan.separator_bytes : 0);
  }
  EntryTable to = queue_of(plan, state, pool, queue);
  const bool has_room = to.size() + items.size() <= plan.queue_shape.limit;
  if (state.queued_bytes + bytes + kQueueItemBytes > plan.policy.cache_bytes || !has_room) return {};
  state.queued_bytes += static_cast<std::uint32_t>(bytes) + kQueueItemBytes;
  G1Push push{true, {static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(to.size())}};
  for (std::size_t i = 0; i < items.size(); ++i) {
    Slot slot;
    WideAddresses wide;
    pack(items[i], slot, wide);
    slot.first_ms = slot.last_ms = now_ms;
    const std::uint32_t position = to.append(slot, wide);
    to.queue_fields(position) = {now_ms, now_ms, i == 0 ? static_cast<std::uint32_t>(bytes) : 0U, 0,
                                 static_cast<std::uint16_t>(i > 0 ? 1 : 0)};
  }
  return push;
}

Time g1_next_wake_up(const AgentPlan& plan, AgentState& state, Time t, SlotPool* pool) {
  Time next = state.next_snapshot > t ? state.next_snapshot : Time::max();
  if (plan.has_singles) next = std::min(next, next_multiple(state.started, plan.policy.collect_interval, t));
  for (const EventKind kind : kCollectOrder) {
    const KindPlan& of = plan.of(kind);
    if (of.collected && of.aggregate) next = std::min(next, next_multiple(state.started, of.flush_period, t));
  }
  if (pool == nullptr || t < state.started) return next;
  if (can_send(plan, state, *pool, kHighQueue)) {
    next = std::min(next, state.origin + plan.high_period);
    if (state.queued_bytes > plan.policy.max_message_bytes) {
      next = std::min(next, next_multiple(state.started, kPublisherTick, t));
    }
  }
  if (can_send(plan, state, *pool, kLowQueue)) next = std::min(next, next_multiple(state.started, plan.low_period, t));
  return next;
}

bool step_g1(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out, SlotListener* listener) {
  advance_high_timer(plan, state, t);
  state.last_step = t;
  if (!snapshot_taken(plan, state, t, out)) return false;
  collect(plan, state, t, pool, out, listener);
  publish(plan, state, t, pool, out);
  state.wake_up = g1_next_wake_up(plan, state, t, &pool);
  return true;
}

}  // namespace picket
