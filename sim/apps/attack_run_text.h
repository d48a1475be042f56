#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What one attack against policies came to, for people at a terminal: shares detected, times to detect and to the first
/// evidence, and where the evidence of missed devices ended.
std::string attack_run_text(const Scenario& scenario, const StudyResult& result, const std::string& directory, const TableOptions& options);

}  // namespace picket::sim
