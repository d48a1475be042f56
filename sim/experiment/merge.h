#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"
#include "sim/statistics/clustered_survival.h"

namespace picket::sim {

/// The results of one policy, in replication order.
using PolicyLanes = std::vector<const LaneResult*>;

/// Measures, bill, drops and series of one policy; shares of attacked devices and of their events are missing where there
/// are none that can be judged; differences are paired with `reference`
/// (empty or the same policy: none).
PolicyResult merge_policy(const Scenario& scenario, const std::string& policy, const PolicyLanes& lanes,
                          const PolicyLanes& reference);

/// Whether the attack's deadline lies within the measured period, so that a miss is a miss.
bool is_measurable(const Scenario& scenario, std::uint32_t attack);
/// Whether an attacked device can be judged by what was told of it until `limit` after its start: something malicious happened on it, and
/// the limit ends within the measured period. Reached too late, as a worm's last devices are: that nothing told of it until the horizon is no
/// miss, and that something did would count one side alone.
bool can_be_judged(const Scenario& scenario, const UnitOutcome& unit, Duration limit);

/// One row per attack: probabilities, times, where evidence ended. Undetected units are censored
/// at the horizon, the same for every policy.
std::vector<DetectionResult> merge_detections(const Scenario& scenario, const std::string& policy,
                                              const PolicyLanes& lanes);

/// One row per kind of weakness that the scenario has: what recommendations found of it, when, and what they said
/// wrongly. Units that were never found are censored at the horizon.
std::vector<WeaknessResult> merge_weaknesses(const Scenario& scenario, const std::string& policy, const PolicyLanes& lanes);

/// One row per fault of the scenario that happened in a run: when, and how much it hit, means over replications. The same
/// for every policy, so one policy's runs are enough.
std::vector<FaultResult> merge_faults(const Scenario& scenario, const PolicyLanes& lanes);
/// Measures of what faults made of the hubs under a policy; none without faults in its runs.
std::vector<Measure> trouble_measures(const PolicyLanes& lanes);
/// Measures of the wait for the analytics at the hubs' endpoints, and of what was lost there; none where nothing can wait.
std::vector<Measure> endpoint_measures(const PolicyLanes& lanes);

/// The times of units that come in clusters, one for each replication, in the form of a result.
SurvivalResult survival_of(const std::vector<SurvivalCluster>& clusters, double horizon);
/// "word: n units", most first.
std::vector<std::string> counted_words(const std::map<std::string, std::uint32_t>& counted);

/// What the study says, in sentences, the most important first. Only what the numbers carry: a
/// difference whose interval contains 0 is called that.
std::vector<std::string> verdict_of(const Scenario& scenario, const StudyResult& result);

}  // namespace picket::sim
