#pragma once

#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/shard.h"
#include "sim/results/run_directory.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// How a study is run and where its results go.
struct StudySettings {
  unsigned threads = 1;               ///< processes and threads together
  std::string out_directory = "out";
  bool quiet = false;
  std::string scenario_path;
  std::string resolved_scenario;      ///< YAML with every value, kept with the results
  std::string repeat_command;
  std::vector<std::string> argv;
  RuleTexts rules;
  std::vector<FeedText> feeds;
  std::vector<CalibrationResult> calibration;  ///< how the scenario's thresholds were found
  Shard shard;                        ///< a part runs its replications and leaves no result
  bool rerun = false;                 ///< simulate what is complete, too
  bool goes_on = false;               ///< this very start left the runs that are there: nothing is said of them
  double timeout_seconds = 0;         ///< of a replication with all its policies; 0: none
};

struct StudyOutcome {
  int exit_code = 0;        ///< 0; 2: no folder for results; 3: a run failed or something could not be written; 130: interrupted
  std::string directory;    ///< of the study
  StudyResult result;       ///< empty of a part
};

/// The name of a study's folder: name, seed and a fingerprint of every value, of the rules and of the program's
/// version, so that the same study goes to the same folder.
std::string study_id_of(const Scenario& scenario, const std::string& resolved_scenario, const RuleTexts& rules,
                        const std::vector<FeedText>& feeds);

/// Runs every replication of a scenario in processes of their own, merges them in key order,
/// writes the study's directory and returns its result.
///
/// Model:  what earlier starts, shards or other processes left complete is not simulated again; see run_simulations.
/// Cost: the parent stays single-threaded and holds only results. Replications run side by side;
///       threads left over speed up each of them.
/// Errors: what failed is said on stderr; a failed run makes the exit code 3 and no result.
StudyOutcome run_study(const Scenario& scenario, const StudySettings& settings);

/// Writes result.json and the tables into the study's folder; false if one could not be written, which was said on stderr.
bool write_study_tables(const StudyDirectory& directory, const StudyResult& result);

/// Merges the runs of all policies and replications. `lanes` may be in any order.
StudyResult merge_study(const Scenario& scenario, const std::vector<LaneResult>& lanes);

}  // namespace picket::sim
