#pragma once

#include "sim/apps/compare_options.h"
#include "sim/compare/reproduction.h"
#include "sim/compare/stored_results.h"

namespace picket::sim {

/// Repeats a sweep or a tuning from the study.yaml and scenario.yaml beside its results, and compares every number of sweep.json or
/// tune.json, and the runs, with the stored ones.
///
/// Model:  the same program runs the study in a temporary folder. Of a tuning, unless `all`, the runs of the search are copied there
///         first, so that the search finds them and the certification alone is simulated.
/// Errors: throws WrongInput if the folder has no study.yaml, or another version made it; std::runtime_error if it cannot be run;
///         Interrupted.
Reproduction repeat_points(const StoredResults& stored, bool all, const CommonOptions& common);

}  // namespace picket::sim
