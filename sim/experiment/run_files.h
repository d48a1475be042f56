#pragma once

#include <optional>
#include <string>

#include "sim/experiment/lane_result.h"
#include "sim/experiment/replication.h"
#include "sim/generate/world.h"
#include "sim/results/run_directory.h"

namespace picket::sim {

/// Writes measures.json, series.csv and manifest.json of a run.
/// Errors: what cannot be written; it was said on stderr.
std::optional<WriteError> write_run(const RunDirectory& run, const LaneResult& result, const World& world,
               const ReplicationSettings& settings, Time started);
/// Reads measures.json back.
/// Errors: throws std::runtime_error if the folder holds no complete run.
LaneResult read_run(const std::string& run_directory);

/// Now, for manifests.
Time wall_clock();

}  // namespace picket::sim
