#pragma once

#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"
#include "reports/uncertainty_study.h"

namespace picket {

/// The version of uncertainty.json that this program reads.
inline constexpr int kUncertaintySchemaVersion = 2;

/// Reads uncertainty.json.
///
/// Errors: a sentence that names the field and what was expected, with its place in the file.
Result<UncertaintyStudy, ReportError> read_uncertainty(std::string_view uncertainty_json);

}  // namespace picket
