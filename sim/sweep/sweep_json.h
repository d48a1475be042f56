#pragma once

#include <string>

#include "sim/sweep/sweep_result.h"

namespace picket::sim {

/// sweep.json: {"schema": "picket.sweep", "schema_version": 1, ...}; numbers that are none are null.
/// Input: `tune` is the JSON of the part of that name; empty: there is none.
std::string sweep_result_json(const SweepResult& result, const std::string& tune = "");

}  // namespace picket::sim
