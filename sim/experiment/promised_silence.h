#pragma once

#include "agent_core/base/time.h"
#include "agent_core/policy/policy.h"
#include "sim/generate/twin_rollout.h"

namespace picket::sim {

/// The longest gap between messages that a policy's settings promise: generation 1 a snapshot at its slowest interval,
/// generation 2 and ours a heartbeat at the interval of its priority. Zero if they promise nothing: a stream and a fleet
/// without agents are quiet when nothing happens.
Duration silence_interval_of(const Policy& policy);

/// What the pipeline holds a device to, by `PipelineCore::register_device`: the one expectation from which
/// `sim.device_silent`, "Device silent" and, through the former, `sim.fleet_silence` judge that a message is missing.
/// The hub's side does not learn of a twin change, so it is the longest silence of any settings that the owner's changes
/// lead to; zero if one of them promises nothing. A child that speaks through a gateway promises nothing; the caller
/// knows.
/// `rollout`: null if the policy has no twin changes.
Duration promised_silence(const Policy& policy, const TwinRollout* rollout);

}  // namespace picket::sim
