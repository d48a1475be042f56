#pragma once

#include <optional>
#include <string>

#include "sim/experiment/study.h"

namespace picket::sim {

/// Writes report.html of a study that ran; its path.
/// Errors: nothing if it cannot be made or written; it was said on stderr.
std::optional<std::string> write_study_report(const StudyOutcome& outcome);

}  // namespace picket::sim
