#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "agent_core/aggregate/count_min.h"
#include "agent_core/aggregate/hyperloglog.h"
#include "agent_core/policy/reduction.h"

namespace picket {

/// What a kind's keys share under a sketch that remembers none of them: the number of the window that the sketch
/// is of, modulo 2^32, then the sketch. Zero is an empty sketch of the first window.
struct SketchCells {
  std::span<std::uint32_t> all;

  /// Words for the sketch of this reduction; 0 for one that keeps keys instead.
  static std::uint32_t size_for(const Reduction& r) {
    switch (r.sketch) {
      case SketchType::kCountMin:
        return 1 + r.depth * r.width;
      case SketchType::kHyperLogLog:
        return 1 + r.registers / 4;
      case SketchType::kSpaceSaving:
        break;
    }
    return 0;
  }

  /// Empties the sketch of another window.
  void open(std::uint32_t window) {
    if (all[0] == window) return;
    std::fill(all.begin(), all.end(), 0U);
    all[0] = window;
  }
  CountMin count_min(const Reduction& r) const { return {all.subspan(1), r.depth, r.width, r.seed}; }
  HyperLogLog hyperloglog(const Reduction& r) const { return {all.subspan(1), r.seed}; }
};

}  // namespace picket
