#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/ids.h"

namespace picket::sim {

/// A device that calls itself what another one is called.
struct Clone {
  DeviceId device;
  DeviceId original;  ///< whose identity it uses, and which uses it as well
  bool operator==(const Clone&) const = default;
};

/// F20, duplicate identities: dealt in the order given, `copies` devices share one identity, that of the first of them.
/// What is left over joins the last group; fewer than two devices share nothing.
///
/// Model:  the hub has one connection for an identity, so each that connects throws out the other (400027), which connects
///         again: they take turns for as long as the fault lasts. Messages keep the name of the device that made them.
/// Limits: the analytics would see the messages under the shared name; they see them under the devices' own, so that what
///         they learn of a device is of one.
/// Source: workload survey 4, F20.
std::vector<Clone> clones_of(const std::vector<DeviceId>& devices, std::uint32_t copies);

}  // namespace picket::sim
