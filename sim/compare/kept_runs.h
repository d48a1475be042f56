#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "sim/compare/reproduction.h"

namespace picket::sim {

/// A run that a study keeps below runs/, complete and readable.
struct KeptRun {
  std::string folder;
  std::string digest;
  std::uint32_t replication = 0;
};

/// The runs of a study by the names of their folders; empty if it keeps none.
/// Output: `faults` has a sentence for each run whose manifest or measures are there and cannot be read: they are damaged, or of another
///         version of the program. A folder that has neither is a run that was not ended, and says nothing.
std::map<std::string, KeptRun> kept_runs(const std::string& study, std::vector<std::string>& faults);

/// Compares the runs that a study keeps with those of its repetition, one by one, by digest.
///
/// Output: into `out`: damaged and missing runs as faults, other digests as differences. A study that keeps no runs, or whose runs are
///         of another commit, which gives them other names, is a note.
/// Limits: further runs of the stored study, which its result does not count, are only looked at for damage.
void compare_runs(const std::string& stored, const std::string& repeated, Reproduction& out);

/// Copies runs for which `wanted` holds, below runs/ of another study's folder, so that they are found there.
/// Errors: throws std::filesystem::filesystem_error if they cannot be copied.
std::size_t copy_runs(const std::string& from, const std::string& to, const std::function<bool(const KeptRun&)>& wanted);

}  // namespace picket::sim
