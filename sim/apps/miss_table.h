#pragma once

#include <string>
#include <vector>

#include "reports/terminal_table.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// Why most steps of attacks were missed, the commonest first; the rest is told as a number. Where the nearest rule was looked
/// for (`--explain-misses`) it has a column, and the condition that failed a line below the table. Empty if none was missed.
std::string miss_table(const std::vector<DetectionResult>& detections, const TableOptions& options);

}  // namespace picket::sim
