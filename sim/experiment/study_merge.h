#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace picket::sim {

struct StudyMerge {
  std::size_t copied = 0;      ///< runs
  std::size_t there = 0;       ///< runs that were there, with the same digest
  std::size_t incomplete = 0;  ///< runs of the sources that were left out
  std::vector<std::string> problems;  ///< sentences; if there is any before a copy, nothing was copied
};

/// Brings the runs of other result folders, or of single studies, into `out`: those that are not there, with the scenario
/// and the feeds of their studies.
///
/// Model:  first every run is compared: a key that is there must have the same digest, or the two programs or machines
///         differ and no result of both may be made. Then each run is copied beside its place and renamed, so that a kill
///         leaves none half copied. The result is made by the study's own command, which finds all runs complete.
/// Errors: problems.
StudyMerge merge_studies(const std::string& out, const std::vector<std::string>& from);

}  // namespace picket::sim
