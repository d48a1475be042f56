#pragma once

#include <string>
#include <vector>

#include "pipeline_core/learn/calibration.h"
#include "pipeline_core/learn/score_record.h"
#include "sim/experiment/study.h"

namespace picket::sim {

/// Replications of calibrations are numbered from here on, beyond those of any study: other fleets, other lives.
inline constexpr std::uint32_t kFirstCalibration = 1'000'000;

/// The scenario as it is run to calibrate: no attacks, nothing stored, models that score and hardly raise, no freezes.
Scenario benign_scenario(const Scenario& scenario);

/// The models that a scenario runs and that have a threshold.
std::vector<ScoredModel> calibrated_models(const PipelineSettings& pipeline);

/// One model under one policy: benign scores in, a threshold in the range and the digits of a scenario out.
///
/// Model:  `calibrate` where the exposure supports the rate, else `tail_threshold`. The threshold is rounded up to
///         thousandths, above the largest score that may not alert, since the models alert at it. Without any score it
///         is the pipeline's own setting.
CalibrationResult calibrated(const std::string& policy, ScoredModel model, const BenignScores& benign,
                             double budget_per_device_day, const PipelineSettings& pipeline);

struct CalibrationOutcome {
  int exit_code = 0;  ///< 0; 2: no folder for scores; 3: a run failed; 130: interrupted
  std::vector<CalibrationResult> results;  ///< by policy, then model; only what the scenario left open
};

/// Runs the calibration that a scenario asks for, and writes what it finds into `scenario.thresholds`; nothing if it
/// asks for none or gives every threshold itself. The policies of one replication share its fleet and its lives, as in
/// a study.
///
/// Limits: the realised rate of the study is random around the budget, see README of pipeline_core/learn. Scores are
///         taken before `peer_shift` and suppression rules, which can only lower it.
CalibrationOutcome calibrate_policies(Scenario& scenario, const StudySettings& settings);

}  // namespace picket::sim
