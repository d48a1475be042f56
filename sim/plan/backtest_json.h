#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/plan/backtest.h"

namespace picket::sim {

/// The comparison as plan.json has it, under "backtest".
nlohmann::ordered_json backtest_json(const Backtest& backtest);

}  // namespace picket::sim
