#pragma once

#include <string_view>

#include "agent_core/base/result.h"
#include "reports/report_error.h"
#include "reports/sweep_study.h"

namespace picket {

/// The version of sweep.json that this program reads.
inline constexpr int kSweepSchemaVersion = 1;

/// More points than this make no page that one can read; such a study is read from measures.csv.
inline constexpr std::size_t kMostSweepPoints = 20'000;

/// Reads sweep.json, or tune.json, which has the same schema. Unknown fields are passed over.
///
/// Errors: a sentence that names the field and what was expected, with its place in the file.
Result<SweepStudy, ReportError> read_sweep(std::string_view sweep_json);

}  // namespace picket
