#pragma once

#include <string>
#include <vector>

#include "reports/terminal_table.h"
#include "sim/plan/plan_result.h"

namespace picket::sim {

/// The storm of each policy that has one, as a table under a heading; empty without any.
std::string storm_text(const PlanResult& result, const TableOptions& options);

/// How the storm was simulated, in a sentence; empty without any.
std::string storm_method(const PlanResult& result);

}  // namespace picket::sim
