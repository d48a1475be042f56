#pragma once

#include <string>
#include <vector>

#include "reports/terminal_table.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// Why most steps of attacks were missed, the commonest first; the rest is told as a number. Empty if none was.
std::string miss_table(const std::vector<DetectionResult>& detections, const TableOptions& options);

}  // namespace picket::sim
