#include "agent_core/collect/emission.h"

#include <algorithm>

#include "agent_core/collect/self_report.h"

namespace picket {

void Emission::clear() {
  observations.clear();
  slots.clear();
  messages.clear();
  dropped = {};
  log_lines = 0;
  next_wake_up = Time::max();
  wants_snapshot = false;
  snapshot_kinds = 0;
  resend.reset();
  discard.reset();
}

Observation observation_of(const AgentPlan& plan, const AgentState& state, EntryTable& table, std::uint32_t position,
                           Time window_start, Time window_end) {
  const Slot& slot = table.slot(position);
  Observation o;
  o.record = table.record(position);
  o.hit_count = slot.hits;
  o.first_time = time_of(state, slot.first_ms);
  o.last_time = time_of(state, slot.last_ms);
  o.aggregated = plan.of(kind_of(slot)).aggregate;
  o.window_start = o.aggregated ? window_start : o.first_time;
  o.window_end = o.aggregated ? window_end : o.last_time;
  return o;
}

Observation queued_observation_of(const AgentState& state, EntryTable& queue, std::uint32_t position) {
  const Slot& slot = queue.slot(position);
  const QueueFields& fields = queue.queue_fields(position);
  Observation o;
  o.record = queue.record(position);
  o.hit_count = slot.hits;
  o.first_time = time_of(state, slot.first_ms);
  o.last_time = time_of(state, slot.last_ms);
  o.window_start = time_of(state, fields.window_start_ms);
  o.window_end = time_of(state, fields.window_end_ms);
  o.aggregated = fields.aggregated != 0;
  return o;
}

void add_message(AgentState& state, Emission& out, std::uint32_t begin, Priority priority, Duration interval) {
  out.messages.push_back(
      {begin, static_cast<std::uint32_t>(out.observations.size()), state.sequence++, priority, interval});
}

void MessagePacker::add(const Observation& observation, SlotRef slot, Priority priority, Duration interval) {
  const std::size_t bytes = plan_.size_of(observation) + plan_.separator_bytes;
  if (plan_.envelope_bytes + bytes > plan_.policy.max_message_bytes) {
    out_.dropped[DropReason::kOversize] += observation.hit_count;
    if (plan_.counts_losses) {
      count_statistics(state_, pool_, kind_of(observation.record), StatisticsEvent::kOversize, observation.hit_count);
    }
    if (listener_ != nullptr) listener_->dropped(slot, DropReason::kOversize);
    return;
  }
  if (open_ && plan_.envelope_bytes + bytes_ + bytes > plan_.policy.max_message_bytes) close();
  if (!open_) {
    open_ = true;
    bytes_ = 0;
    begin_ = static_cast<std::uint32_t>(out_.observations.size());
    priority_ = priority;
    interval_ = Duration();
  }
  bytes_ += bytes;
  priority_ = std::min(priority_, priority);
  if (interval_ == Duration() || (interval > Duration() && interval < interval_)) interval_ = interval;
  out_.observations.push_back(observation);
  out_.slots.push_back(slot);
}

void MessagePacker::close() {
  if (!open_) return;
  open_ = false;
  add_message(state_, out_, begin_, priority_, interval_ > Duration() ? interval_ : plan_.policy.max_delay);
}

}  // namespace picket
