#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/atomic_file.h"

namespace picket::sim {

/// A run, as the index has it.
struct IndexedRun {
  std::string run_key;
  std::string study;     ///< folder below the index
  std::string scenario;  ///< its name
  std::string policy;
  bool fixed_hub = false;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string digest;
  std::string version;
  std::string commit;
  double wall_seconds = 0;
};

struct IndexedMeasure {
  std::string study;
  std::string policy;
  bool fixed_hub = false;
  std::uint32_t replication = 0;
  std::string measure;
  std::string unit;
  double value = 0;
};

struct IndexedVerdict {
  std::string study;
  std::uint32_t position = 0;  ///< the most important first
  std::string says;
};

struct StudyIndexRows {
  std::vector<IndexedRun> runs;
  std::vector<IndexedMeasure> measures;
  std::vector<IndexedVerdict> verdicts;
};

/// Writes `index.sqlite` anew: tables `runs`, `measures` (one row a study, policy, replication and measure) and `verdicts`.
/// The index is made from the run folders and can be thrown away; it is replaced in one step, so readers see the old or the
/// new one.
/// Errors: what could not be written.
std::optional<WriteError> write_study_index(const std::string& path, const StudyIndexRows& rows);

}  // namespace picket::sim
