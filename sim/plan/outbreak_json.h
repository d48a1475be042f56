#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/plan/plan_result.h"

namespace picket::sim {

/// The plan's outbreak, for plan.json.
nlohmann::ordered_json outbreak_json(const PlanOutbreak& outbreak);
/// What it costs under one policy.
nlohmann::ordered_json outbreak_cost_json(const OutbreakCost& cost);

}  // namespace picket::sim
