// What decides whether an event finds room before and after it is looked up.
#include "agent_core/collect/agent_life.h"
#include "agent_core/collect/g1_queues.h"
#include "agent_core/collect/intake.h"

namespace picket {

bool Intake::varies_unreported_ports(const EventRun& part) const {
  if (!kind_plan_->icmp_has_no_ports || part.vary == VaryingField::kRemoteAddress) return false;
  return std::get<NetworkRecord>(part.first.record).protocol == TransportProtocol::kIcmp;
}

bool Intake::version_full(EntryTable& in) const {
  const bool wide = is_wide(candidate_.slot);
  if (state_.tables[kind_].wide == 0) return !wide && in.size() >= kind_plan_->version_limit;
  std::uint32_t same = 0;
  for (std::uint32_t p = 0; p < in.size(); ++p) same += is_wide(in.slot(p)) == wide ? 1U : 0U;
  return same >= kind_plan_->version_limit;
}

void Intake::count_lost_before_queue(std::uint64_t hits) {
  if (!is_generation_1(plan_.policy.generation) || kind_plan_->full_reason != DropReason::kQueueFull) return;
  const std::size_t queue = g1_queue_of(static_cast<EventKind>(kind_), kind_plan_->priority);
  state_.own.g1.events[queue].collected_events += static_cast<std::uint32_t>(hits);
  state_.own.g1.events[queue].dropped_events += static_cast<std::uint32_t>(hits);
}

}  // namespace picket
