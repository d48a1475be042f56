#pragma once

#include <string>

#include "sim/plan/plan_result.h"

namespace picket::sim {

/// plan.json: everything of the result. Numbers that are not there are null.
std::string plan_json(const PlanResult& result);

}  // namespace picket::sim
