#pragma once

#include <string>
#include <vector>

#include "sim/results/study_index.h"

namespace picket::sim {

struct Reindexed {
  StudyIndexRows rows;
  std::vector<std::string> left_out;  ///< sentences about studies and runs that cannot be read
  std::vector<std::string> mixed;     ///< sentences about folders with runs of several versions of the program
};

/// The rows of `out`'s index, from the run folders alone: studies are merged anew from their runs, whatever results lie
/// beside them. Studies of one replication of one policy are in it as well as complete ones.
/// Model:  runs of one folder are one study if they have the scenario, the version and the commit of the program in common; else each
///         such part is a study of its own, "FOLDER#1", "FOLDER#2".
/// Limits: a study whose replications are not all there is merged from those that are there for all its policies.
Reindexed reindex(const std::string& out);

}  // namespace picket::sim
