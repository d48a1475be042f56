#pragma once

#include <cstdint>
#include <vector>

#include "sim/attack/attack_template.h"
#include "sim/experiment/merge.h"

namespace picket::sim {

/// The delays of the detected units of one attack in one replication.
using DetectedDelays = std::vector<DelayParts>;

/// Fills `parts` and `delays`, the last of which is the "total", of the replications in their order.
///
/// Model: means are ratios of totals (microseconds over detected units), so that the parts' means sum to the total's;
///        a median is that of all detected units, with the interval of resampled replications. No interval goes below 0.
void merge_delays(const std::vector<DetectedDelays>& replications, DetectionResult& out);

/// Fills `steps`, `steps_detected` and `missed_steps` for the attack of that index.
/// Law: the counts of missed_steps sum to steps - steps_detected.
void merge_missed_steps(const AttackTemplate& attack, std::uint32_t index, const PolicyLanes& lanes, DetectionResult& out);

}  // namespace picket::sim
