#pragma once

#include <string>
#include <vector>

#include "reports/terminal_table.h"
#include "sim/plan/plan_result.h"

namespace picket::sim {

/// What the plan's outbreak costs under each policy, for people; empty where nobody asked.
std::string outbreak_text(const PlanResult& result, const TableOptions& options);

/// "10 % of the devices are infected by a02_exploit_worm (...) for 2 d each, doubling every 76 min".
std::string outbreak_words(const PlanOutbreak& outbreak);

/// Whether the plan's hubs keep to the goals in the outbreak, which limit breaks, and what would hold.
std::string outbreak_verdict(const OutbreakCost& cost);

/// What of an outbreak was simulated, extrapolated and estimated, in sentences.
void append_outbreak_methods(const PlanOutbreak& outbreak, std::vector<std::string>& out);

}  // namespace picket::sim
