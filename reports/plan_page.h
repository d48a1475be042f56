#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"

namespace picket {

/// Turns plan.json into one HTML page that works offline: hubs and bill of every policy first, then the bill by line, why cheaper choices
/// fail, cost and load against fleet size, break-even, what moves the bill, what was simulated and what extrapolated, estimates, methods.
/// Every plot has its table and CSV file, and tables hold the numbers without a script.
///
/// Errors: a sentence naming the field that is missing or wrong.
Result<std::string, ReportError> render_plan_page(std::string_view plan_json);

}  // namespace picket
