#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"

namespace picket {

/// Turns suite.json into one HTML page that works offline, without a script: the tally, every check with its verdict,
/// detection by attack and policy with where the time went, where the evidence of misses ended, and false alerts.
///
/// Errors: a sentence naming the field that is missing or wrong.
Result<std::string, ReportError> render_suite_page(std::string_view suite_json);

}  // namespace picket
