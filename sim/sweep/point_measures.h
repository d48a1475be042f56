#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What is compared between points: the measures of measures.csv, and detection and delay, over all attacks and of each.
///
/// Model:  `detected_by_deadline.ATTACK`: share of attacked devices with an expected alert within the attack's deadline, of
///         attacks whose deadline lies within the horizon. `detected_by_deadline`: the same over the devices of all those attacks, and
///         `p_miss` is 1 - it. `time_to_detect_restricted_mean_seconds.ATTACK`: mean time to detect up to the horizon, undetected
///         devices censored at it (RMST of Kaplan and Meier), the same horizon at every point; without ATTACK, the mean over the attacks.
/// Input:  `study` is `merge_study` of `lanes`, with its replications in their order.
/// Output: measures of one policy; `per_replication` has a NaN where a replication attacked no device. Intervals: those of the
///         study's own estimates, clustered by replication (logit-t) for shares, Student's t else.
std::vector<Measure> point_measures(const Scenario& scenario, const std::string& policy, const StudyResult& study,
                                    std::span<const LaneResult> lanes);

/// The measures that tables lead with: bytes, cost, detection, delay, false alerts.
std::span<const std::string_view> headline_measures();

}  // namespace picket::sim
