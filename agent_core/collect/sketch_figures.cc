#include "agent_core/collect/sketch_figures.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "agent_core/aggregate/sketch_cells.h"
#include "agent_core/collect/reduction.h"

namespace picket {

std::optional<SketchFigures> sketch_figures(const AgentPlan& plan, const AgentState& state, const SlotPool& pool,
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

}  // namespace picket
