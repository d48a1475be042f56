#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/experiment/study.h"

namespace picket::sim {

/// Writes report.html of a study that ran; its path.
/// Errors: nothing if it cannot be made or written; it was said on stderr.
std::optional<std::string> write_study_report(const StudyOutcome& outcome);

/// The same of a study of many points; `sweep_json` is the text of its sweep.json or tune.json.
std::optional<std::string> write_sweep_report(const std::string& directory, std::string_view sweep_json);

}  // namespace picket::sim
