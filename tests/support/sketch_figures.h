#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <optional>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/aggregate/sketch_cells.h"
#include "agent_core/agent_state.h"
#include "agent_core/collect/reduction.h"
#include "agent_core/policy/agent_plan.h"

namespace picket::test {

/// What a device knows of its sketch, beside what it sends: no field of the wire says these figures. They are of the
/// window of the last event (space_saving: of the open window).
struct SketchFigures {
  std::uint32_t keys = 0;  ///< space_saving: remembered
  /// Most events by which a key's true count may exceed what is sent of it (space_saving, for certain), or by which
  /// an estimate exceeds the truth (count_min, with probability 1 - e^-depth).
  double error_bound = 0;
  double distinct_keys = 0;   ///< hyperloglog: estimated
  double relative_error = 0;  ///< ... its standard error
};

/// Nothing for a kind that no sketch reduces.
inline std::optional<SketchFigures> sketch_figures(const AgentPlan& plan, const AgentState& state, const SlotPool& pool,
                                            EventKind kind) {
  const auto k = static_cast<std::size_t>(kind);
  if (!plan.is_reduced(k) || plan.kinds[k].reduction.primitive != "sketch") return std::nullopt;
  const Reduction& r = plan.kinds[k].reduction;
  // A view writes nothing unless it is told to.
  TableState table = state.tables[k];
  const KeyTable keys(const_cast<SlotPool&>(pool), table, plan.kinds[k].key_limit, KeyOrder::kLeast);
  SketchFigures figures;
  figures.keys = keys.keys();
  if (r.sketch == SketchType::kSpaceSaving) {
    if (keys.keys() == r.max_keys) figures.error_bound = static_cast<double>(keys.counted(keys.least()));
    return figures;
  }
  std::vector<std::uint32_t> words(keys.cells().begin(), keys.cells().end());
  words.resize(plan.kinds[k].cells);
  const SketchCells cells{words};
  if (r.sketch == SketchType::kCountMin) {
    const auto row = words.begin() + 1;
    const auto events = std::accumulate(row, row + r.width, std::uint64_t{0});
    figures.error_bound = std::numbers::e / r.width * static_cast<double>(events);
  } else {
    figures.distinct_keys = cells.hyperloglog(r).estimate();
    figures.relative_error = HyperLogLog::kErrorFactor / std::sqrt(static_cast<double>(r.registers));
  }
  return figures;
}

}  // namespace picket::test
