#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/sweep/study_file.h"
#include "sim/tune/tune_plan.h"

namespace picket::sim {

/// What a person asks for on the command line, over what the file says.
struct TuneRequest {
  StudyRequest study{};  ///< `sets` that begin with "tune." change that part
  std::optional<std::uint32_t> evaluations{};
  std::optional<std::uint32_t> replications{};  ///< of the search
};

/// A study that is ready to be tuned.
struct LoadedTune {
  Study study;
  TunePlan plan;
};

/// Reads a study file with its part `tune`, and plans the search.
/// Output: nothing if there was an error.
/// Errors: all at once into `diagnostics`: of the study, its scenario and ranges, and of what is wanted.
std::optional<LoadedTune> read_tune(const TuneRequest& request, Diagnostics& diagnostics);

/// The keys of the part `tune` as tables, for scenarios/studies/tuning.md.
std::string tune_reference_markdown();

}  // namespace picket::sim
