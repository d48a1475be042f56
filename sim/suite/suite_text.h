#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/suite/suite_file.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// What a suite found, for people at a terminal: the tally, what did not pass with its reason and repeating command,
/// then every check, slowest case first, detection by attack and policy, and false alerts.
std::string suite_text(const SuiteResult& result, const std::string& directory, const TableOptions& options);

/// What a suite would run: cases with their fleets, periods and checks.
std::string suite_plan_text(const LoadedSuite& suite, const TableOptions& options);

}  // namespace picket::sim
