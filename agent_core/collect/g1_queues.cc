#include "agent_core/collect/g1_queues.h"

#include <algorithm>

#include "agent_core/collect/emission.h"
#include "agent_core/collect/self_report.h"

namespace picket {
namespace {

/// Estimated sizes below this count as messages under 4 KB, since they are in UTF-16 (defender.md 4.2).
constexpr std::uint64_t kSmallUtf16Bytes = 8'192;

bool is_csharp(const AgentPlan& plan) {
  return plan.policy.generation == Generation::kG1Csharp;
}

bool over_budget(const AgentPlan& plan, const AgentState& state, std::size_t queue, std::uint32_t charge) {
  const std::uint64_t held = is_csharp(plan) ? state.own.g1.queue_bytes[queue] : state.queued_bytes;
  const std::uint32_t budget = is_csharp(plan) ? plan.queue_limits[queue] : plan.policy.cache_bytes;
  return held + charge > budget;
}

bool fits(const AgentPlan& plan, std::uint64_t bytes) {
  return is_csharp(plan) ? bytes <= plan.policy.max_message_bytes : bytes < plan.policy.max_message_bytes;
}

/// Takes the oldest event off a queue, with all its payload items; `each(position)` sees them before.
template <class Each>
void pop(const AgentPlan& plan, AgentState& state, EntryTable& from, std::size_t queue, Each&& each) {
  const std::uint32_t charge = charge_of(plan, from.queue_fields(0).bytes);
  state.queued_bytes -= charge;
  state.own.g1.queue_bytes[queue] -= charge;
  do {
    each();
    from.pop_oldest();
  } while (!from.empty() && from.queue_fields(0).further != 0);
}

bool head_fits(const AgentPlan& plan, EntryTable& queue) {
  return !queue.empty() && fits(plan, queue.queue_fields(0).bytes);
}

}  // namespace

std::size_t g1_queue_of(EventKind kind, Priority priority) {
  switch (kind) {
    case EventKind::kDroppedEvents:
    case EventKind::kMessageStatistics:
    case EventKind::kConfigurationError:
      return kOperationalQueue;
    default:
      return priority == Priority::kHigh ? kHighQueue : kLowQueue;
  }
}

namespace {

/// Makes room for an event of `bytes` and `entries` payload items, by the rules of push_g1; `stored` says
/// whether there is room now.
G1Push make_room(const AgentPlan& plan, AgentState& state, SlotPool& pool, EntryTable& to, std::size_t queue,
                 std::uint64_t bytes, std::size_t entries, SlotListener* listener) {
  DroppedEventsStatistics& statistics = state.own.g1.events[queue];
  ++statistics.collected_events;
  G1Push push;
  if (is_csharp(plan) && !fits(plan, bytes)) {
    ++statistics.dropped_events;
    push.reason = DropReason::kOversize;
    return push;
  }
  const auto charge = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, 0x7fffffff)) +
                      (is_csharp(plan) ? 0 : kQueueItemBytes);
  const auto lacks_room = [&] {
    return to.size() + entries > plan.queue_shape.limit || over_budget(plan, state, queue, charge);
  };
  const bool drops_oldest = plan.policy.queue_overflow == Overflow::kDropOldest;
  const bool never_fits = is_csharp(plan) && bytes > plan.queue_limits[queue];
  while (drops_oldest && !never_fits && !to.empty() && lacks_room()) {
    ++statistics.dropped_events;
    pop(plan, state, to, queue, [&] {
      const Slot slot = to.slot(0);
      push.displaced_hits += slot.hits;
      if (plan.counts_losses) count_statistics(state, pool, kind_of(slot), StatisticsEvent::kQueueFull, slot.hits);
      if (listener != nullptr) {
        listener->dropped({static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(0)}, DropReason::kQueueFull);
      }
    });
  }
  if (lacks_room()) {
    ++statistics.dropped_events;
    return push;
  }
  state.queued_bytes += charge;
  state.own.g1.queue_bytes[queue] += charge;
  push.stored = true;
  push.slot = {static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(to.size())};
  return push;
}

}  // namespace

G1Push push_g1(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, const Slot& slot,
               const WideAddresses& wide, QueueFields fields, SlotListener* listener) {
  Observation o;
  o.record = unpack(slot, wide);
  o.hit_count = slot.hits;
  o.first_time = time_of(state, slot.first_ms);
  o.last_time = time_of(state, slot.last_ms);
  o.window_start = time_of(state, fields.window_start_ms);
  o.window_end = time_of(state, fields.window_end_ms);
  o.aggregated = fields.aggregated != 0;
  fields.bytes = static_cast<std::uint32_t>(plan.size_of(o)) * (is_csharp(plan) ? kUtf16BytesPerByte : 1);
  EntryTable to = g1_queue(plan, state, pool, queue);
  const G1Push push = make_room(plan, state, pool, to, queue, fields.bytes, 1, listener);
  if (push.stored) to.queue_fields(to.append(slot, wide)) = fields;
  return push;
}

G1Push push_g1_report(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t queue, Time now,
                      std::span<const Record> items, SlotListener* listener) {
  const std::uint32_t now_ms = milliseconds_of(state, now);
  Observation o;
  o.first_time = o.last_time = o.window_start = o.window_end = time_of(state, now_ms);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    o.record = items[i];
    bytes += plan.size_of(o, i > 0) + (i > 0 ? plan.separator_bytes : 0);
  }
  if (is_csharp(plan)) bytes *= kUtf16BytesPerByte;
  EntryTable to = g1_queue(plan, state, pool, queue);
  const G1Push push = make_room(plan, state, pool, to, queue, bytes, items.size(), listener);
  for (std::size_t i = 0; push.stored && i < items.size(); ++i) {
    Slot slot;
    WideAddresses wide;
    pack(items[i], slot, wide);
    slot.first_ms = slot.last_ms = now_ms;
    to.queue_fields(to.append(slot, wide)) = {now_ms, now_ms, i == 0 ? static_cast<std::uint32_t>(bytes) : 0U, 0,
                                              static_cast<std::uint16_t>(i > 0 ? 1 : 0)};
  }
  return push;
}

bool g1_can_send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main) {
  EntryTable main_queue = g1_queue(plan, state, pool, main);
  if (main_queue.empty()) return false;
  EntryTable operational = g1_queue(plan, state, pool, kOperationalQueue);
  if (head_fits(plan, main_queue) || head_fits(plan, operational)) return true;
  EntryTable padding = g1_queue(plan, state, pool, 1 - main);
  return !is_csharp(plan) && head_fits(plan, padding);
}

void g1_send(const AgentPlan& plan, AgentState& state, SlotPool& pool, std::size_t main, Emission& out) {
  if (g1_queue(plan, state, pool, main).empty()) return;
  const auto begin = static_cast<std::uint32_t>(out.observations.size());
  std::uint64_t bytes = 0;
  for (const std::size_t q : {kOperationalQueue, main, 1 - main}) {
    if (q == 1 - main && is_csharp(plan) && bytes == 0) break;
    EntryTable queue = g1_queue(plan, state, pool, q);
    while (!queue.empty() && fits(plan, bytes + queue.queue_fields(0).bytes)) {
      bytes += queue.queue_fields(0).bytes;
      pop(plan, state, queue, q, [&] {
        out.observations.push_back(queued_observation_of(state, queue, 0));
        out.slots.push_back({static_cast<std::uint16_t>(kQueueTable + q), queue.index_of(0)});
      });
    }
    if (queue.empty()) queue.clear();
  }
  if (out.observations.size() == begin) return;
  if (is_csharp(plan) && bytes < kSmallUtf16Bytes) ++state.own.g1.messages.messages_under_4kb;
  add_message(state, out, begin, main == kHighQueue ? Priority::kHigh : Priority::kLow, Duration());
}

}  // namespace picket
