#include "sim/experiment/unit_windows.h"

#include <algorithm>

namespace picket::sim {

std::vector<Time> effect_ends(const World& world) {
  std::vector<Time> ends;
  for (const AttackUnit& unit : world.attacks().units()) {
    Time end = unit.end;
    for (const WorldEvent& effect : world.events_of(unit.device)) {
      if (!effect.by_attack || effect.time < unit.start) continue;
      end = std::max(end, effect.duration == Duration::max() ? Time::max() : effect.time + effect.duration);
    }
    ends.push_back(end);
  }
  // A device whose hub refuses it for the times of its clock is silent for that long.
  for (std::uint32_t u = 0; u < ends.size(); ++u) ends[u] = std::max(ends[u], world.attacks().clock_wrong_until(u));
  // A device whose configuration was changed stays as it was told; one whose identity is gone stays away.
  for (const PlannedHubAct& planned : world.attacks().hub_acts()) {
    const HubActKind kind = planned.act->kind;
    if (kind == HubActKind::kTwinUpdate || kind == HubActKind::kDeleteIdentity) ends[planned.unit] = Time::max();
  }
  return ends;
}

std::vector<UnitWindow> unit_windows(const World& world) {
  const std::vector<Time> ends = effect_ends(world);
  std::vector<UnitWindow> windows;
  for (std::size_t u = 0; u < ends.size(); ++u) {
    const AttackUnit& unit = world.attacks().units()[u];
    const Duration deadline =
        world.scenario().attack_templates.at(world.scenario().attacks[unit.attack.value()].use).deadline;
    const bool beyond = ends[u] >= world.end() || deadline >= world.end() - ends[u];
    windows.push_back({unit.start, beyond ? world.end() : ends[u] + deadline});
  }
  return windows;
}

double attacked_device_days(const World& world, const std::vector<UnitWindow>& windows, DeviceId device) {
  Duration sum;
  Time counted = world.start();
  for (const std::uint32_t unit : world.attacks().units_on(device)) {  // by start
    const Time from = std::max(windows[unit].start, counted);
    if (windows[unit].end <= from) continue;
    sum = sum + (windows[unit].end - from);
    counted = windows[unit].end;
  }
  return sum.to_seconds() / Duration::days(1).to_seconds();
}

}  // namespace picket::sim
