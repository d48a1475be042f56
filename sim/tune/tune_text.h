#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/tune/tune_result.h"

namespace picket::sim {

/// What a tune found, for people at a terminal: the answer, the certified points, the front with intervals, what was asked, and how.
std::string tune_text(const TuneResult& result, const std::string& directory, const TableOptions& options);

/// What a tune would do, with the number of runs: for --dry-run. `result` needs no outcome.
std::string tune_plan_text(const TuneResult& result, const TableOptions& options);
/// The same for programs.
std::string tune_plan_json(const TuneResult& result);

}  // namespace picket::sim
