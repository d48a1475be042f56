#pragma once

#include <string>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/references.h"
#include "sim/scenario/suite.h"

namespace picket::sim {

/// What cannot be judged of one expectation of a suite, which stands at `at`: nothing is expected, a bound of a share is
/// no bound, or what is good lies on the wrong side of what is just enough.
void check_expectation(const Expectation& expectation, const std::string& at, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
