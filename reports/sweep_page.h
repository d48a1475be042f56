#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"

namespace picket {

/// Turns sweep.json, or tune.json, into one HTML page that works offline: verdict, front, slices, importance, differences, convergence and
/// methods as plain HTML, plots drawn by the script inside, no address fetched.
///
/// Output: the same input gives the same bytes.
/// Errors: a sentence naming the field that is missing or wrong.
Result<std::string, ReportError> render_sweep_page(std::string_view sweep_json);

}  // namespace picket
