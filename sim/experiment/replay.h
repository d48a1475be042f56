#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/experiment/replay_lane.h"
#include "sim/experiment/replay_trace.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// The rules alone: a recorded trace knows no simulated threat intelligence.
/// Errors: throws WrongInput with the problems of the rules.
std::shared_ptr<const PipelineContent> replay_content(const RuleTexts& rules);

/// The smallest scenario that brings these policies, a client, prices and a hub out of the library;
/// load it with load_scenario_text. Its one device is a stand-in that no replay uses.
std::string replay_scenario_text(const std::vector<std::string>& policies);

/// What became of one trace under every policy.
struct ReplayOutcome {
  StudyResult study;
  std::vector<ReplayLaneResult> lanes;  ///< in the order of the policies
  std::vector<std::string> imbalances;  ///< must be empty: our own mistakes
};

/// Replays a trace under each policy of `base`.
///
/// Input:  `base` gives policies, client, prices, seed and hub; its fleet and attacks are not used.
/// Model:  see ReplayLane. Each label is an attack and each device that shows it one of its units;
///         any alert on its evidence detects it, until everything has arrived (`StudyResult::
///         duration_seconds`, the same horizon for every policy). Rates and bill are over the time
///         from the first to the last event, at least a minute.
/// Cost:   policies side by side on up to `threads` threads; the result does not depend on them.
ReplayOutcome replay_trace(const ReplayTrace& trace, const Scenario& base,
                           const std::shared_ptr<const PipelineContent>& content, unsigned threads);

}  // namespace picket::sim
