#pragma once

#include <string>

#include "reports/terminal_table.h"
#include "sim/plan/backtest.h"

namespace picket::sim {

/// A comparison for people: the invoice's period, for each policy predicted against invoiced by line, what is on none of the bill's
/// lines, and that nothing is missing.
std::string backtest_text(const Backtest& backtest, const TableOptions& options);

}  // namespace picket::sim
