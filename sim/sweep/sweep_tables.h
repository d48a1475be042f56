#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/sweep/sweep_result.h"

namespace picket::sim {

/// One row for each point, policy, replication and measure, with a column for each parameter: its number in the base unit, which
/// the column's name ends in ("policy.g2_linux.medium_seconds"), or its word. RFC 4180; a measure that a replication has not is an empty cell.
std::string sweep_measures_csv(const SweepResult& result);

/// One row for each point and policy: parameters, replications, and each headline measure with its 95 % interval.
std::string sweep_points_csv(const SweepResult& result);

/// For people at a terminal: the points with their headline measures, best values marked, what follows from them, warnings.
/// Limits: of more than kMostShownRows rows only those that are best or tied in something are shown.
std::string sweep_text(const SweepResult& result, const std::string& directory, const TableOptions& options);
inline constexpr std::size_t kMostShownRows = 100;

}  // namespace picket::sim
