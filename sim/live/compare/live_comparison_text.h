#pragma once

#include <string>

#include "sim/live/compare/live_comparison.h"

namespace picket::sim {

/// Where both sides are from, for heads.
struct LiveComparisonNames {
  std::string live_path;       ///< of live_fleet.json
  std::string simulated_path;  ///< of the study
  std::string profile;         ///< file that the fitted line was written to; empty: none
};

/// For people: what both are, what differs beforehand, a row for each measure with its verdict, why, the fitted line, a verdict last.
std::string live_comparison_text(const LiveComparison& comparison, const FleetMeasures& live, const SimulatedMeasures& simulated,
                                 const LiveComparisonNames& names, bool colour);

/// {"schema": "picket.live_comparison", "schema_version": 1, ...}: the same with raw numbers; null is what is not known.
std::string live_comparison_json(const LiveComparison& comparison, const FleetMeasures& live, const SimulatedMeasures& simulated,
                                 const LiveComparisonNames& names);

}  // namespace picket::sim
