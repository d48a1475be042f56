#include "sim/plan/fleet_steps.h"

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Every choice there is with what it holds, the cheapest first; of equal price in the order of cheapest_choice.
struct HeldChoice {
  HubChoice choice;
  double capacity = 0;
};

std::vector<HeldChoice> held_choices(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals) {
  std::vector<HeldChoice> out;
  for (const Sku sku : kPlannedTiers) {
    for (std::uint32_t hubs = 1; hubs <= kMostHubs; ++hubs) {
      for (std::uint32_t units = 1; units <= max_units(sku); ++units) {
        const HubChoice choice = judge_choice(need, sku, units, hubs, prices, goals);
        out.push_back({choice, capacity_of(choice, need)});
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const HeldChoice& a, const HeldChoice& b) { return a.choice.usd_per_month < b.choice.usd_per_month; });
  return out;
}

}  // namespace

std::vector<FleetStep> fleet_steps(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals, double most_devices) {
  PICKET_CHECK(need.devices > 0, need.devices);
  std::vector<FleetStep> steps;
  if (need.is_none()) return steps;
  double held = 0;
  for (const HeldChoice& one : held_choices(need, prices, goals)) {
    if (held >= most_devices) break;
    if (one.capacity <= held) continue;
    FleetStep step{held + 1, std::min(one.capacity, most_devices), {}, {}};
    step.choice = judge_choice(need.times(step.to_devices / need.devices), one.choice.sku, one.choice.units, one.choice.hubs, prices, goals);
    if (one.capacity <= most_devices) step.ends_by = step.choice.tightest().kind;
    held = step.to_devices;
    steps.push_back(std::move(step));
  }
  return steps;
}

const FleetStep* step_at(const std::vector<FleetStep>& steps, double devices) {
  const auto found = std::lower_bound(steps.begin(), steps.end(), devices, [](const FleetStep& step, double n) { return step.to_devices < n; });
  return found == steps.end() ? nullptr : &*found;
}

}  // namespace picket::sim
