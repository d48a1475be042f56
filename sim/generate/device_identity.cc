#include "sim/generate/device_identity.h"

#include "sim/fleet/keyed_draws.h"

namespace picket::sim {

std::uint64_t id_seed_of(const World& world, DeviceId device) {
  return key_of(replication_key(world.scenario().seed, world.replication()), device.value());
}

AgentIdentity identity_of(const World& world, const Policy& policy, DeviceId device, const std::string& name) {
  const std::uint64_t seed = id_seed_of(world, device);
  AgentIdentity identity;
  identity.device = device;
  identity.device_name = name;
  identity.module_name = policy.module_name;
  identity.agent_version = policy.agent_version;
  identity.agent_id = {mix64(seed ^ 1), mix64(seed ^ 2)};
  identity.id_seed = {mix64(seed ^ 3), mix64(seed ^ 4)};
  identity.extended = policy.extended_fields;
  identity.dialect = policy.dialect;
  return identity;
}

std::string hub_resource_id(std::string_view hub) {
  return "/subscriptions/" + std::string(kSubscription) + "/resourceGroups/" + std::string(kResourceGroup) +
         "/providers/Microsoft.Devices/IotHubs/" + std::string(hub);
}

}  // namespace picket::sim
