#pragma once

#include <cstdint>
#include <vector>

#include "sim/generate/world.h"

namespace picket::sim {

/// Which devices send through a gateway under a policy: those of groups behind gateways, if the policy
/// merges there. Every other device, and all under a policy that does not, sends by itself.
class GatewayRoutes {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  GatewayRoutes(const World& world, const Policy& policy);

  bool used() const { return !gateways_.empty(); }
  /// Gateways that have children, by device.
  const std::vector<DeviceId>& gateways() const { return gateways_; }
  /// Place in `gateways()` of the one that merges what the device's agent says: its own for a gateway;
  /// kNone: the device sends by itself.
  std::uint32_t place_of(DeviceId device) const { return places_.empty() ? kNone : places_[device.value()]; }
  /// True if the device's agent has no connection of its own to the hub.
  bool is_child(DeviceId device) const {
    const std::uint32_t place = place_of(device);
    return place != kNone && gateways_[place] != device;
  }

 private:
  std::vector<DeviceId> gateways_;
  std::vector<std::uint32_t> places_;  ///< by device; empty: nobody sends through a gateway
};

}  // namespace picket::sim
