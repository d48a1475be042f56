#include "pipeline_core/hub_watch/recommendations.h"

#include <algorithm>

#include "pipeline_core/hub_watch/identity_record.h"

namespace picket {

// ---- Recommendations

void Recommendations::judge(DeviceId subject, std::uint64_t judged, std::uint64_t found, Time now) {
  found &= ~disabled_;
  const auto known = states_.find(subject);
  if (known == states_.end() && found == 0) return;
  State& state = known == states_.end() ? states_[subject] : known->second;
  const std::uint64_t active = (state.active & ~judged) | (found & judged);
  if (active == state.active) return;
  state.active = active;
  state.since = now;
  if (state.active != state.told) {
    changed_.insert(subject);
  } else {
    changed_.erase(subject);
  }
}

void Recommendations::tell(std::vector<Change>& out) {
  for (const DeviceId subject : changed_) {
    State& state = states_[subject];
    const std::uint64_t differs = state.active ^ state.told;
    for (unsigned i = 0; i < kRecommendations; ++i) {
      if ((differs >> i & 1) == 0) continue;
      out.push_back({subject, static_cast<RecommendationType>(i), (state.active >> i & 1) == 0, state.since});
    }
    state.told = state.active;
  }
  changed_.clear();
}

// ---- ModuleSettings

void ModuleSettings::leave(DeviceId device, const Member& member) {
  if (!member.has_settings || member.group == kNoGroup) return;
  groups_[member.group].erase(device);
  changed_.insert(member.group);
  left_.emplace_back(device, false);
}

void ModuleSettings::join(DeviceId device, const Member& member) {
  if (!member.has_settings || member.group == kNoGroup) return;
  groups_[member.group][device] = member.settings;
  changed_.insert(member.group);
}

void ModuleSettings::set_group(DeviceId device, std::uint32_t group) {
  // Most devices run no Edge and are in no group.
  if (group == kNoGroup && !members_.contains(device)) return;
  Member& member = members_[device];
  if (member.group == group) return;
  leave(device, member);
  member.group = group;
  join(device, member);
}

void ModuleSettings::set_settings(DeviceId device, std::uint64_t settings) {
  Member& member = members_[device];
  if (member.has_settings && member.settings == settings) return;
  member.settings = settings;
  member.has_settings = true;
  join(device, member);
}

void ModuleSettings::judge_changed(std::vector<std::pair<DeviceId, bool>>& out) {
  out.insert(out.end(), left_.begin(), left_.end());
  left_.clear();
  for (const std::uint32_t number : changed_) {
    const auto& group = groups_[number];
    std::map<std::uint64_t, std::size_t> shown;
    for (const auto& [device, settings] : group) ++shown[settings];
    const auto most =
        std::max_element(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    const bool majority = most != shown.end() && most->second * 2 > group.size();
    for (const auto& [device, settings] : group) out.emplace_back(device, majority && settings != most->first);
  }
  changed_.clear();
}

}  // namespace picket
