#pragma once

#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Leaves of a scenario what a plan is made for, ordinary life, and what is enough to measure it: exact sizes in place of bytes, findings
/// alone, one table. Attacks, weaknesses, faults and the calibration of thresholds go.
void keep_ordinary_life(Scenario& scenario);

}  // namespace picket::sim
