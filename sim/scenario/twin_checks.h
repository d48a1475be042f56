#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Checks the twin changes of every policy: each must be one that can be delivered to its agents. What an agent
/// would make of a document (keys that it does not know, values that it cannot read) is a warning with the
/// place of the key, since wrong twins are there to be tried.
/// Limits: each document is read as the first one that the agent gets.
void check_twin_changes(const Scenario& scenario, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
