#pragma once

#include <string>

#include "sim/results/study_result.h"

namespace picket::sim {

/// The study for a person at a terminal: verdict, cost, throughput, detection, losses, the fixed
/// hub, how to repeat it.
std::string study_text(const StudyResult& study, bool colour);

}  // namespace picket::sim
