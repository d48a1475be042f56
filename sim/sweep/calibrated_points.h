#pragma once

#include <string>
#include <vector>

#include "sim/sweep/point.h"
#include "sim/sweep/point_runs.h"

namespace picket::sim {

struct CalibratedPoints {
  int exit_code = 0;         ///< as CalibrationOutcome has it
  std::size_t found = 0;     ///< points whose thresholds were there
  std::size_t missing = 0;   ///< points that have none yet; with `run`, none
};

/// Finds the thresholds of every point whose scenario asks for a calibration, each point on benign runs of its own: what a point
/// changes is what the models see. Points that are the same scenario are calibrated once.
///
/// Model:  what was found is kept as `<out>/<study>/calibrated/<digest of the point and this program's commit>.yaml`, so that neither
///         an interruption nor a larger study calibrates a point again. Every shard calibrates what it has not, with the same result.
/// Input:  `run` false: only what is there is read.
/// Output: the points' scenarios with thresholds, and `resolved` anew.
/// Errors: said on stderr; the first that fails ends it.
CalibratedPoints calibrate_points(std::vector<SweepPoint>& points, const PointRunSettings& settings, bool run);

}  // namespace picket::sim
