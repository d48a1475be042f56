#pragma once

#include <string>

#include "sim/tune/tune_result.h"

namespace picket::sim {

/// tune.json: the schema of a sweep ("picket.sweep", kind "tune") with its points in the order of the search, and an object
/// "tune" with objectives, constraints, front, candidates and what was certified. Numbers that are none are null.
std::string tune_result_json(const TuneResult& result);

/// measures.csv: one row for each point, policy, stage (search, certification), replication and measure, with the parameters' values.
std::string tune_measures_csv(const TuneResult& result);

}  // namespace picket::sim
