#pragma once

#include <compare>
#include <cstdint>

namespace picket::sim {

/// A step of an attack on one device: what is detected or missed within a unit.
struct StepRef {
  std::uint32_t unit = 0;  ///< index into AttackPlan::units()
  std::uint16_t step = 0;  ///< index into the attack's phases
  auto operator<=>(const StepRef&) const = default;
};

}  // namespace picket::sim
