#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/uncertainty/input_file.h"

namespace picket::sim {

/// Every field of a scenario with a plausible range (`FieldInfo::plausible`) as an input, with the values that may be drawn.
///
/// Model:  all values of a field move together, to the same number: "networks.*.loss_ratio". Spread: log_uniform where both ends are above 0
///         and four times apart or more, else uniform; of whole numbers and bytes, rounded. A value outside the range is the scenario's
///         own and stays: the range speaks of the default, and of what files say within it. Of a distribution the first parameter is
///         moved (value, median, mean, least), but of a uniform one, which has two, none.
/// Output: in the order of the reference page. Left out is what a run does not read: settings of models that are switched off, the hub
///         of the second table. So are settings of policies, which a study compares, and `calibration`.
std::vector<ReadyInput> field_inputs(const Scenario& scenario);

}  // namespace picket::sim
