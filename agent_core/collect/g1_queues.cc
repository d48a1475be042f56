#include "agent_core/collect/g1_queues.h"

#include "agent_core/collect/emission.h"

namespace picket {
namespace {

/// Estimated sizes below this count as messages under 4 KB, since they are in UTF-16 (defender.md 4.2).
constexpr std::uint64_t kSmallMessageBytes = 8'192;

bool is_csharp(const AgentPlan& plan) {
  return plan.policy.generation == Generation::kG1Csharp;
}

/// What an entry of `bytes` takes of the budget.
std::uint32_t charge_of(const AgentPlan& plan, std::uint32_t bytes) {
  return is_csharp(plan) ? bytes : bytes + kQueueItemBytes;
}

bool over_budget(const AgentPlan& plan, const AgentState& state, std::size_t queue, std::uint32_t charge) {
  const std::uint64_t held = is_csharp(plan) ? state.own.g1.queue_bytes[queue] : state.queued_bytes;
  const std::uint32_t budget = is_csharp(plan) ? plan.queue_limits[queue] : plan.policy.cache_bytes;
  return held + charge > budget;
}

bool fits(const AgentPlan& plan, std::uint64_t bytes) {
  return is_csharp(plan) ? bytes <= plan.policy.max_message_bytes : bytes < plan.policy.max_message_bytes;
}

/// Takes the oldest entry off a queue.
void pop(const AgentPlan& plan, AgentState& state, EntryTable& from, std::size_t queue) {
  const std::uint32_t charge = charge_of(plan, from.queue_fields(0).bytes);
  state.queued_bytes -= charge;
  state.own.g1.queue_bytes[queue] -= charge;
  from.pop_oldest();
}

bool head_fits(const AgentPlan& plan, EntryTable& queue) {
  return !queue.empty() && fits(plan, queue.queue_fields(0).bytes);
}

}  // namespace

std::size_t g1_queue_of(EventKind, Priority priority) {
  // None of today's kinds is operational.
  return priority == Priority::kHigh ? kHighQueue : kLowQueue;
}

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
  const std::uint32_t charge = charge_of(plan, fields.bytes);
  DroppedEventsStatistics& statistics = state.own.g1.events[queue];
  ++statistics.collected_events;
  G1Push push;
  if (is_csharp(plan) && !fits(plan, fields.bytes)) {
    ++statistics.dropped_events;
    push.reason = DropReason::kOversize;
    return push;
  }
  EntryTable to = g1_queue(plan, state, pool, queue);
  const bool drops_oldest = plan.policy.queue_overflow == Overflow::kDropOldest;
  const bool never_fits = is_csharp(plan) && fields.bytes > plan.queue_limits[queue];
  while (drops_oldest && !never_fits && !to.empty() && (to.full() || over_budget(plan, state, queue, charge))) {
    push.displaced_hits += to.slot(0).hits;
    ++statistics.dropped_events;
    if (listener != nullptr) {
      listener->dropped({static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(0)}, DropReason::kQueueFull);
    }
    pop(plan, state, to, queue);
  }
  if (to.full() || over_budget(plan, state, queue, charge)) {
    ++statistics.dropped_events;
    return push;
  }
  state.queued_bytes += charge;
  state.own.g1.queue_bytes[queue] += charge;
  const std::uint32_t position = to.append(slot, wide);
  to.queue_fields(position) = fields;
  push.stored = true;
  push.slot = {static_cast<std::uint16_t>(kQueueTable + queue), to.index_of(position)};
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
      out.observations.push_back(queued_observation_of(state, queue, 0));
      out.slots.push_back({static_cast<std::uint16_t>(kQueueTable + q), queue.index_of(0)});
      pop(plan, state, queue, q);
    }
    if (queue.empty()) queue.clear();
  }
  if (out.observations.size() == begin) return;
  if (is_csharp(plan) && bytes < kSmallMessageBytes) ++state.own.g1.messages.messages_under_4kb;
  add_message(state, out, begin, main == kHighQueue ? Priority::kHigh : Priority::kLow, Duration());
}

}  // namespace picket
