#pragma once

#include <cstdint>
#include <string>

#include "sim/scenario/scenario.h"
#include "sim/sweep/point_runs.h"
#include "sim/uncertainty/input_file.h"
#include "sim/uncertainty/uncertainty_result.h"

namespace picket::sim {

struct DrawnRunsOutcome {
  int exit_code = 0;                ///< 0; 3: a simulation failed; 130: interrupted
  UncertaintyResult result;
};

/// Fewer draws say little about many inputs. Our choice.
inline constexpr std::uint32_t kFewDraws = 20;

/// Runs every replication of a study once more, each with values of its own for the uncertain inputs, and sets both side by side.
///
/// Model:  replication r has the same seed with stated and with drawn values, so that their difference is what the inputs do.
///         Drawn runs have no second hub and keep no workspace. Thresholds that were calibrated stay as they are.
/// Input:  `settings` are of the study, whose runs are complete under `resolved`; drawn ones go to `<study>/drawn/runs/`.
/// Output: the same at any number of threads. Drawn runs that are there are not repeated.
/// Errors: said on stderr.
DrawnRunsOutcome run_drawn(const Scenario& stated, const std::string& resolved, const UncertainInputs& inputs, const PointRunSettings& settings);

}  // namespace picket::sim
