#include "sim/experiment/incident_members.h"

namespace picket::sim {

void IncidentMembers::add(Time time, DeviceId device, ClassId device_class, std::uint32_t alert, Uuid uid) {
  if (kept_ == kMaxFindings) return;
  ++kept_;
  by_device_[device.value()].push_back({time, alert, uid});
  by_pair_[{alert, device_class.value()}].push_back({time, alert, uid});
}

Time IncidentMembers::begin_of(const Incident& incident) const {
  switch (incident.kind) {
    case IncidentKind::kScore:
      return incident.opened - settings_.repeat_window;
    case IncidentKind::kTactics:
      return incident.opened - settings_.tactics_window;
    case IncidentKind::kCampaign:
      return incident.opened - settings_.campaign_window;
  }
  return incident.opened;
}

std::vector<IncidentMembers::Member> IncidentMembers::of(const Incident& incident) const {
  const std::vector<Member>* all = nullptr;
  if (incident.kind == IncidentKind::kCampaign) {
    const auto found = by_pair_.find({incident.alert, incident.device_class.value()});
    if (found != by_pair_.end()) all = &found->second;
  } else {
    const auto found = by_device_.find(incident.device.value());
    if (found != by_device_.end()) all = &found->second;
  }
  std::vector<Member> named;
  if (all == nullptr) return named;
  const Time begin = begin_of(incident);
  for (const Member& member : *all) {
    if (named.size() == kMaxNamed) break;
    if (member.time > begin && member.time <= incident.time) named.push_back(member);
  }
  return named;
}

}  // namespace picket::sim
