#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "pipeline_core/hub_watch/identity_record.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/generate/gateway_routes.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// What the hubs hold of the fleet's devices under one policy: their registries, and where their logs go.
///
/// Model:  as the fleet groups of the scenario say. A device has a security module where the policy runs an agent that
///         connects by itself and the group has modules. Keys are a device's own, but for the shared ones of a group and
///         of devices with such a weakness.
///         A device comes from its own address if that is public, else from its site's, one for each site, which the
///         log shows without its last part.
/// Cost:   a search among the groups for each question.
/// Limits: lines keep their address; those of mobile networks often do not.
class HubRegistry {
 public:
  /// `policy` and `routes` are looked at while it is made.
  HubRegistry(const World& world, const Policy& policy, const GatewayRoutes& routes);

  IdentityRecord identity_of(DeviceId device, Time time) const;
  bool has_security_module(DeviceId device) const;
  AuthType auth_type(DeviceId device) const { return group_of(device).identities.auth_type; }
  IpAddress masked_address(DeviceId device) const;
  /// Null for devices that run no IoT Edge; else what the manifest says, and the hash of the device's settings.
  const GroupEdgeManifest* edge_manifest(DeviceId device, std::uint64_t& settings) const;
  /// A diagnostic setting of the hub sends the records of this operation to the workspace.
  bool logs_to_workspace(HubId hub, OperationName operation) const {
    return logs_[hub.value()][static_cast<std::size_t>(operation)];
  }

 private:
  std::size_t group_index(DeviceId device) const;
  const FleetGroup& group_of(DeviceId device) const;
  std::uint64_t key_of(DeviceId device, std::uint64_t which) const;

  const World& world_;
  std::vector<std::uint32_t> begins_;   ///< first device of each fleet group
  std::vector<std::uint32_t> groups_;   ///< security group of each fleet group
  std::vector<std::uint64_t> settings_; ///< of each fleet group's Edge manifest
  std::vector<bool> connects_;          ///< by device; empty: every device has an agent that connects, or none
  bool has_agents_;
  std::vector<std::array<bool, kOperationNames>> logs_;  ///< by hub
};

}  // namespace picket::sim
