#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/experiment/study.h"

namespace picket::sim {

/// The text of a study's uncertainty.json, for the report; empty if `--uncertainty` has left none.
std::string uncertainty_of(const std::string& directory);

/// Writes report.html of a study that ran, with its uncertain inputs if there are any; its path.
/// Errors: nothing if it cannot be made or written; it was said on stderr.
std::optional<std::string> write_study_report(const StudyOutcome& outcome);

/// The same of a study of many points; `sweep_json` is the text of its sweep.json or tune.json.
std::optional<std::string> write_sweep_report(const std::string& directory, std::string_view sweep_json);

/// The same of a plan; `json` is the text of its plan.json.
std::optional<std::string> write_plan_report(const std::string& directory, std::string_view json);

}  // namespace picket::sim
