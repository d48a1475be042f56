#pragma once

#include <string>

#include "pipeline_core/content/content.h"
#include "pipeline_core/pipeline.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// How the analytics core works in a run of this policy: the scenario's settings with the policy's thresholds, with
/// classes by their ids and times by the clock. In the warm-up, rules begin just early enough for every window that reaches into the measured period.
PipelineSettings pipeline_of_world(const World& world, const PipelineContent& content, const std::string& policy);

}  // namespace picket::sim
