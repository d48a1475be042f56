#pragma once

#include "agent_core/base/time.h"
#include "sim/experiment/lane_result.h"

namespace picket::sim {

/// Leaves the first kMaxWeaknessesTold of the result's weaknesses one by one and moves those after them to
/// `weakness_rest`, as long as the measured period `period` says how long they were watched.
///
/// Model:  counts are exact. Times of what happened are rounded down to 1/4,096 of the period, others up, so that there are at most so many of each
///         sort of a kind: what is estimated of them is off by less than that.
void bound_weaknesses(LaneResult& result, Duration period);
inline constexpr std::int64_t kWeaknessTimeSteps = 4096;

}  // namespace picket::sim
