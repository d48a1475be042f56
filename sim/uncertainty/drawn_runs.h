#pragma once

#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/rule_content.h"
#include "sim/scenario/scenario.h"
#include "sim/uncertainty/input_file.h"
#include "sim/uncertainty/uncertainty_result.h"

namespace picket::sim {

/// Where the stated runs are, and how drawn ones are run.
struct DrawnRunSettings {
  unsigned threads = 1;
  std::string out_directory;        ///< of all studies
  std::string study_id;             ///< whose runs are complete; drawn ones go to `<study>/drawn/runs/`
  std::string scenario_path;
  std::string resolved_scenario;    ///< of the stated runs
  std::vector<std::string> argv;
  RuleTexts rules;
  std::vector<FeedText> feeds;
  bool quiet = false;
};

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
/// Output: the same at any number of threads. Drawn runs that are there are not repeated.
/// Errors: said on stderr.
DrawnRunsOutcome run_drawn(const Scenario& stated, const UncertainInputs& inputs, const DrawnRunSettings& settings);

}  // namespace picket::sim
