#pragma once

#include <cstdint>
#include <vector>

#include "sim/fleet/fleet.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// The devices that `targets` allows, in id order.
std::vector<DeviceId> eligible_devices(const Scenario& scenario, const Fleet& fleet, const Targets& targets);

/// `count` of `eligible`, drawn by `key`: first those that no attack has used, then the others.
/// Marks them as used; fewer come back if there are not enough.
std::vector<DeviceId> pick_devices(const Fleet& fleet, const std::vector<DeviceId>& eligible, std::uint32_t count,
                                   std::uint64_t key, std::vector<bool>& used);

}  // namespace picket::sim
