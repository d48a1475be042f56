#pragma once

#include <optional>
#include <vector>

#include "sim/plan/hub_choice.h"

namespace picket::sim {

/// Fleet sizes for which one choice is the cheapest.
struct FleetStep {
  double from_devices = 0;  ///< the first whole number of devices
  double to_devices = 0;    ///< the last; where it breaks
  HubChoice choice;         ///< `uses` are those at `to_devices`
  std::optional<HubLimitKind> ends_by;  ///< the limit that it breaks at; none: it goes on beyond the most devices that were asked for
};

/// The cheapest choice for every fleet size up to `most_devices`, in closed form: every limit is in proportion to the fleet, so each
/// choice holds fleets up to capacity_of; by price, those that hold more than all cheaper ones are the steps.
/// Output: rising in devices and price, without gaps from 1 on; it ends early where one subscription holds no more.
/// Model:  the fleet grows with its mix of classes unchanged, so `need` per device stays.
std::vector<FleetStep> fleet_steps(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals, double most_devices);

/// The step of a fleet size; null beyond the last.
const FleetStep* step_at(const std::vector<FleetStep>& steps, double devices);

}  // namespace picket::sim
