#pragma once

#include <optional>
#include <string>

#include "sim/apps/options.h"
#include "sim/experiment/study.h"
#include "sim/uncertainty/input_file.h"

namespace picket::sim {

/// The uncertain inputs that `--uncertainty` names, for the scenario that a study runs; says what is wrong with them.
/// Output: nothing if there was an error.
std::optional<UncertainInputs> load_uncertain_inputs(const std::string& word, const std::string& scenario_path, const std::string& resolved,
                                                     const CommonOptions& common);

/// Runs a complete study once more with drawn values, writes uncertainty.json and uncertainty.csv beside its results,
/// adds them to its report and shows them.
/// Output: an exit code.
int run_uncertain(const Scenario& scenario, const UncertainInputs& inputs, const StudySettings& settings, const StudyOutcome& outcome,
                  const CommonOptions& common);

}  // namespace picket::sim
