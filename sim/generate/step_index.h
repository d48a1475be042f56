#pragma once

#include <cstddef>
#include <vector>

#include "sim/generate/step_ref.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// Numbers every step of every unit, unit by unit, so that accounts of them lie in one array.
///
/// Cost: 8 bytes a unit. A unit's steps lie together, and a unit is of one device, so threads that each take devices of
///       their own never write to the same account.
class StepIndex {
 public:
  explicit StepIndex(const World& world) {
    const Scenario& scenario = world.scenario();
    first_.reserve(world.attacks().units().size() + 1);
    first_.push_back(0);
    for (const AttackUnit& unit : world.attacks().units()) {
      const AttackInstance& attack = scenario.attacks[unit.attack.value()];
      first_.push_back(first_.back() + scenario.attack_templates.at(attack.use).phases.size());
    }
  }

  std::size_t operator[](StepRef ref) const { return first_[ref.unit] + ref.step; }
  /// Of all units.
  std::size_t size() const { return first_.back(); }
  std::uint16_t steps_of(std::uint32_t unit) const { return static_cast<std::uint16_t>(first_[unit + 1] - first_[unit]); }

 private:
  std::vector<std::size_t> first_;
};

}  // namespace picket::sim
