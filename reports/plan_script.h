#pragma once

#include <string>
#include <vector>

#include "reports/plan_study.h"

namespace picket {

/// A point of a line over fleet sizes.
struct FleetCostPoint {
  double devices = 0;
  double usd = 0;
};

/// Steps that a plot draws at most for a policy; of more every k-th is drawn, and the table of the page and plan.json have the others.
inline constexpr std::size_t kMostDrawnSteps = 2'000;

/// The bill of a policy over fleet sizes: both ends of each step, and the sizes that the plan names; rising in devices. Sizes without a
/// bill are left out.
std::vector<FleetCostPoint> fleet_bill_points(const PlannedPolicy& policy);
/// The same of the hubs alone; one without hubs has none.
std::vector<FleetCostPoint> fleet_hub_points(const PlannedPolicy& policy);

/// What the page's script needs of a plan: safe inside a script element.
std::string plan_script_json(const PlanStudy& plan);

}  // namespace picket
