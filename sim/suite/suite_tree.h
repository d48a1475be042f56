#pragma once

#include <optional>
#include <string>

#include "sim/scenario/scenario_files.h"
#include "sim/suite/suite_file.h"

namespace picket::sim {

/// The suite as it is written, or one made of the files that are asked for: each attack and each scenario is a case.
/// Output: `suite_path`, the suite's file; of a made one, what was asked for first. Nothing if there was an error.
/// Errors: files that cannot be read or are none of these, into `diagnostics`; in a folder such files are passed over.
std::optional<YamlNode> read_suite_tree(const SuiteRequest& request, ScenarioFiles& files, Diagnostics& diagnostics,
                                        std::string& suite_path);

}  // namespace picket::sim
