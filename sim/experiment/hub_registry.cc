#include "sim/experiment/hub_registry.h"

#include <algorithm>

#include "agent_core/base/hash.h"
#include "sim/fleet/address_space.h"
#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

/// What a draw's key is for, so that a device's keys, a group's and a site's address have nothing in common.
enum class RegistrySalt : std::uint64_t { kPrimary = 0x4b01, kSecondary, kShared, kLine };

/// Number of the group in the order of the names.
std::uint32_t number_of(const std::map<std::string, SecurityGroup>& groups, const std::string& tag) {
  const auto found = groups.find(tag.empty() ? std::string(kDefaultGroup) : tag);
  return found == groups.end() ? kNoGroup : static_cast<std::uint32_t>(std::distance(groups.begin(), found));
}

/// A hash of what the modules are set to, for comparison.
std::uint64_t settings_of(const FleetGroup& group) {
  std::uint64_t hash = kFnvOffset;
  if (!group.edge_manifest) return hash;
  for (const EdgeModule& m : group.edge_manifest->modules) {
    for (const bool set : {m.privileged, m.extensive_capabilities, m.host_network, m.registry_is_acr, m.service_principal,
                           m.logging_disabled}) {
      hash = fnv1a(set ? "1" : "0", hash);
    }
    hash = fnv1a(";", hash);
  }
  return hash;
}

std::array<bool, kOperationNames> sent_by(const HubConfiguration& configuration) {
  std::array<bool, kOperationNames> sent{};
  for (std::size_t i = 0; i < kOperationNames; ++i) {
    const std::string_view category = operation_category(static_cast<OperationName>(i));
    for (const DiagnosticSetting& setting : configuration.diagnostic_settings) {
      const auto& chosen = setting.categories;
      sent[i] = sent[i] || std::find(chosen.begin(), chosen.end(), category) != chosen.end();
    }
  }
  return sent;
}

}  // namespace

HubRegistry::HubRegistry(const World& world, const Policy& policy, const GatewayRoutes& routes)
    : world_(world), has_agents_(policy.generation != Generation::kNone) {
  const Scenario& scenario = world.scenario();
  std::uint32_t begin = 0;
  for (const FleetGroup& group : scenario.fleet) {
    begins_.push_back(begin);
    begin += group.count;
    groups_.push_back(number_of(scenario.pipeline.hub_watch.security_groups, group.identities.security_group));
    settings_.push_back(settings_of(group));
  }
  for (const HubSettings& hub : scenario.hubs) logs_.push_back(sent_by(hub.configuration));
  if (!routes.used()) return;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) connects_.push_back(!routes.is_child(DeviceId(d)));
}

std::size_t HubRegistry::group_index(DeviceId device) const {
  return static_cast<std::size_t>(std::upper_bound(begins_.begin(), begins_.end(), device.value()) - begins_.begin()) - 1;
}

const FleetGroup& HubRegistry::group_of(DeviceId device) const {
  return world_.scenario().fleet[group_index(device)];
}

bool HubRegistry::has_security_module(DeviceId device) const {
  const bool connects = has_agents_ && (connects_.empty() || connects_[device.value()]);
  return connects && group_of(device).identities.security_module;
}

std::uint64_t HubRegistry::key_of(DeviceId device, std::uint64_t which) const {
  return hash_combine(world_.fleet().device_key(device), which) | 1;  // 0 is no key
}

IdentityRecord HubRegistry::identity_of(DeviceId device, Time time) const {
  const std::size_t index = group_index(device);
  const GroupIdentities& group = world_.scenario().fleet[index].identities;
  const Device& row = world_.fleet().device(device);
  IdentityRecord record;
  record.time = time;
  record.device = device;
  record.hub = row.hub;
  record.auth_type = group.auth_type;
  if (const std::uint64_t shared = world_.weaknesses().shared_key(device, time); shared != 0) {
    record.primary_credential = shared;
  } else if (is_dealt(device.value() - begins_[index], group.shared_credential_share)) {
    const std::uint64_t of_group = hash_combine(replication_key(world_.scenario().seed, world_.replication()), index);
    record.primary_credential = hash_combine(of_group, static_cast<std::uint64_t>(RegistrySalt::kShared)) | 1;
  } else {
    record.primary_credential = key_of(device, static_cast<std::uint64_t>(RegistrySalt::kPrimary));
  }
  record.secondary_credential = key_of(device, static_cast<std::uint64_t>(RegistrySalt::kSecondary));
  record.security_group = groups_[index];
  if (group.site_tag) record.site = row.site;
  record.has_security_module = has_security_module(device);
  return record;
}

const GroupEdgeManifest* HubRegistry::edge_manifest(DeviceId device, std::uint64_t& settings) const {
  const std::size_t index = group_index(device);
  const auto& manifest = world_.scenario().fleet[index].edge_manifest;
  if (!manifest) return nullptr;
  settings = settings_[index];
  if (is_dealt(device.value() - begins_[index], manifest->deviating_share)) settings = mix64(settings + 1);
  return &*manifest;
}

IpAddress HubRegistry::masked_address(DeviceId device) const {
  constexpr std::uint32_t kShown = 0xffffff00;
  const Device& row = world_.fleet().device(device);
  if (row.public_address && row.address.is_v4()) return IpAddress::v4(row.address.v4_value() & kShown);
  std::uint64_t key = replication_key(world_.scenario().seed, world_.replication());
  key = hash_combine(hash_combine(key, static_cast<std::uint64_t>(RegistrySalt::kLine)), row.site.value());
  return IpAddress::v4(line_address(key) & kShown);
}

}  // namespace picket::sim
