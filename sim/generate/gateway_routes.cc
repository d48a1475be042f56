#include "sim/generate/gateway_routes.h"

namespace picket::sim {

GatewayRoutes::GatewayRoutes(const World& world, const Policy& policy) {
  if (!policy.gateway_merge || policy.generation == Generation::kNone) return;
  const Fleet& fleet = world.fleet();
  std::vector<bool> is_gateway(fleet.size(), false);
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    if (const auto gateway = fleet.device(DeviceId(d)).gateway) is_gateway[gateway->value()] = true;
  }
  std::vector<std::uint32_t> own(fleet.size(), kNone);
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    if (!is_gateway[d]) continue;
    own[d] = static_cast<std::uint32_t>(gateways_.size());
    gateways_.push_back(DeviceId(d));
  }
  if (gateways_.empty()) return;
  places_ = own;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    if (const auto gateway = fleet.device(DeviceId(d)).gateway) places_[d] = own[gateway->value()];
  }
}

}  // namespace picket::sim
