#pragma once

#include <string>

#include "sim/plan/plan_result.h"

namespace picket::sim {

/// plan.csv, one number a row: policy, part (bill, usage, choice, cheaper_choice, fleet_size, breaking_point, assumption, break_even,
/// backtest_predicted, backtest_invoiced, backtest_difference, backtest_not_pickets, backtest), name, devices, value, ci_low, ci_high,
/// unit, says.
std::string plan_csv(const PlanResult& result);

}  // namespace picket::sim
