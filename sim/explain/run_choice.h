#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/experiment/lane_result.h"
#include "sim/results/manifest.h"

namespace picket::sim {

/// Which run of a study is meant; what is not given is not compared.
struct RunWish {
  std::string where;   ///< folder of a study or of a run
  std::string policy;
  std::optional<std::uint64_t> replication;
};

/// A finished run: what it was made from, and what came out.
struct ChosenRun {
  std::string path;
  ManifestSummary manifest;
  LaneResult result;
};

/// Finds the one run that is meant. Of the runs of a policy those on sized hubs count; a run on the fixed hub is
/// meant only by its own folder.
/// Errors: throws WrongInput if the folder holds no run, none that fits or several (they are listed), if its manifest is
///         missing or damaged (as is said, and how), if the run is
///         unfinished, or made by another version of the program, which could not repeat it.
ChosenRun choose_run(const RunWish& wish);

}  // namespace picket::sim
