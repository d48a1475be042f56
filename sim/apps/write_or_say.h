#pragma once

#include <string>

#include "sim/results/run_directory.h"

namespace picket::sim {

/// Writes a file of a study's folder; false if it cannot be written, which was said on stderr.
bool write_or_say(const StudyDirectory& directory, const std::string& name, const std::string& text);

}  // namespace picket::sim
