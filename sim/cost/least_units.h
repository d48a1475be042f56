#pragma once

#include <concepts>
#include <cstdint>
#include <optional>

#include "sim/hub/sku.h"

namespace picket::sim {

/// The least units of a tier with which `holds(units)`; nothing if the most there are do not.
/// Model:  bisection, since limits never fall with units.
template <std::predicate<std::uint32_t> Holds>
std::optional<std::uint32_t> least_units(Sku sku, const Holds& holds) {
  std::uint32_t high = max_units(sku);
  if (!holds(high)) return std::nullopt;
  std::uint32_t low = 1;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace picket::sim
