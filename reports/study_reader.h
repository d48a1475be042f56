#pragma once

#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"
#include "sim/results/study_result.h"

namespace picket {

/// The version of result.json that this program reads.
inline constexpr int kResultSchemaVersion = 1;

/// A result file as the report needs it.
struct StudyPage {
  sim::StudyResult study;
  std::string script_json;  ///< for the page's script: thinned, and safe inside a script element
};

/// Reads result.json. Fields have the names of the structs in study_result.h; numbers that are
/// null are "no value" (NaN), optional ones are missing, unknown fields are passed over.
///
/// Output: `script_json` leaves out the values of single replications, keeps at most
///         kMostCurvePoints of a curve and averages series down to kMostSeriesValues.
/// Errors: a sentence that names the field and what was expected, with its place in the file.
Result<StudyPage, ReportError> read_study(std::string_view result_json);

inline constexpr std::size_t kMostCurvePoints = 600;
inline constexpr std::size_t kMostSeriesValues = 20'000;

}  // namespace picket
