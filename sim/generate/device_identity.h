#pragma once

#include <string>

#include "agent_core/message/message.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// Keys an agent's jitter and ids; the same for every policy of a replication.
std::uint64_t id_seed_of(const World& world, DeviceId device);

/// What the device's agent calls itself on the wire. `name` (the device's) and `policy` are borrowed.
AgentIdentity identity_of(const World& world, const Policy& policy, DeviceId device, const std::string& name);

/// The subscription, group and hub that workspace rows name; no real ones.
inline constexpr std::string_view kSubscription = "00000000-0000-0000-0000-000000000000";
inline constexpr std::string_view kResourceGroup = "picket";
std::string hub_resource_id(std::string_view hub);

}  // namespace picket::sim
