#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/plan/plan_result.h"

namespace picket::sim {

/// A plan for people: what to buy for each policy, its bill, what was tried and why it fails, cost against fleet size with the
/// breaking points, what moves the bill most, break-even, and what was simulated and what not.
/// `directory` is where the files are; empty: nothing was written.
std::string plan_text(const PlanResult& result, const std::string& directory, const TableOptions& options);

}  // namespace picket::sim
