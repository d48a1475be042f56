#include "sim/experiment/hub_registry.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// Three groups: 10 kiosks behind gateways, 4 gateways at 2 sites, 6 chargers at 3 sites.
constexpr const char* kThreeGroups = R"(
name: registry
replications: 1
warm_up: 1 h
duration: 1 h
policies: [{use: raw}, {use: agentless}, {name: merged, use: merged}]
policy_templates: {merged: {base: picket, gateway_merge: {window: 5 min, kept_children: 4}}}
fleet:
  - device_class: kiosk
    count: 10
    sites: 2
    gateway: iot_gateway
    identities: {security_group: b, shared_credential_share: 0.3, site_tag: true}
  - device_class: iot_gateway
    count: 4
    sites: 2
    access: {lte: 1}
    public_share: 0.5
    identities: {auth_type: x509}
    edge_manifest: {modules: [{privileged: true}], deviating_share: 0.25}
  - device_class: ev_charger
    count: 6
    sites: 3
    access: {lte: 1}
    identities: {security_group: a, security_module: false}
pipeline: {hub_watch: {security_groups: {a: {}, b: {}, default: {}}}}
hubs:
  - {name: one, configuration: {diagnostic_settings: [{name: x, categories: [Connections]}, {name: y, categories: []}]}}
  - {name: two}
client: c_sdk
prices: us_2026_11
)";

struct Registries {
  explicit Registries(const std::string& policy = "raw")
      : scenario(test::small_scenario({}, kThreeGroups)),
        world(scenario, 0),
        routes(world, scenario.policy_templates.at(policy)),
        registry(world, scenario.policy_templates.at(policy), routes) {}

  std::vector<IdentityRecord> identities() const {
    std::vector<IdentityRecord> out;
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) out.push_back(registry.identity_of(DeviceId(d), world.begin()));
    return out;
  }

  Scenario scenario;
  World world;
  GatewayRoutes routes;
  HubRegistry registry;
};

// Groups are numbered by name: a, b, default.
TEST(HubRegistry, identities_say_what_their_fleet_group_says) {
  const Registries r;
  const auto all = r.identities();
  ASSERT_EQ(all.size(), 20U);
  for (std::uint32_t d = 0; d < 20; ++d) {
    EXPECT_EQ(all[d].device, DeviceId(d));
    EXPECT_EQ(all[d].time, r.world.begin());
    EXPECT_EQ(all[d].hub, r.world.fleet().device(DeviceId(d)).hub);
    EXPECT_EQ(all[d].security_group, d < 10 ? 1U : d < 14 ? 2U : 0U) << d;
    EXPECT_EQ(all[d].auth_type, d >= 10 && d < 14 ? AuthType::kX509 : AuthType::kSas) << d;
    EXPECT_EQ(all[d].site, d < 10 ? r.world.fleet().device(DeviceId(d)).site : kNoSite) << d;
    EXPECT_EQ(all[d].has_security_module, d < 14) << d;
  }
}

// 3 of 10, dealt evenly: those that complete a third, a second and a third third.
TEST(HubRegistry, so_many_devices_share_a_key_and_all_other_keys_differ) {
  const Registries r;
  std::map<std::uint64_t, std::vector<std::uint32_t>> users;
  for (const IdentityRecord& identity : r.identities()) {
    EXPECT_NE(identity.primary_credential, 0U);
    EXPECT_NE(identity.secondary_credential, 0U);
    users[identity.primary_credential].push_back(identity.device.value());
    users[identity.secondary_credential].push_back(identity.device.value());
  }
  EXPECT_EQ(users.size(), 20U * 2 - 2);
  for (const auto& [key, devices] : users) {
    if (devices.size() > 1) {
      EXPECT_THAT(devices, ElementsAre(3U, 6U, 9U));
    }
  }
}

TEST(HubRegistry, a_share_is_dealt_to_the_last_device_exactly) {
  for (const double share : {0.0, 0.1, 0.2, 0.3, 1.0 / 3, 0.5, 0.7, 0.9, 1.0}) {
    std::uint32_t dealt = 0;
    for (std::uint32_t i = 0; i < 90; ++i) dealt += is_dealt(i, share) ? 1 : 0;
    EXPECT_EQ(dealt, static_cast<std::uint32_t>(std::lround(90 * share))) << share;
  }
}

TEST(HubRegistry, keys_are_those_of_the_replication_whatever_the_policy) {
  const Registries r;
  const Registries other("agentless");
  const World second(r.scenario, 1);
  const HubRegistry of_second(second, r.scenario.policy_templates.at("raw"), r.routes);
  for (std::uint32_t d = 0; d < 20; ++d) {
    const auto key = [d](const HubRegistry& registry) { return registry.identity_of(DeviceId(d), {}).primary_credential; };
    EXPECT_EQ(key(r.registry), key(other.registry));
    EXPECT_NE(key(r.registry), key(of_second));
  }
}

TEST(HubRegistry, a_module_is_where_an_agent_connects_by_itself) {
  for (const IdentityRecord& identity : Registries("agentless").identities()) EXPECT_FALSE(identity.has_security_module);
  const auto merged = Registries("merged").identities();
  for (std::uint32_t d = 0; d < 20; ++d) EXPECT_EQ(merged[d].has_security_module, d >= 10 && d < 14) << d;
}

TEST(HubRegistry, one_in_four_edge_devices_deviates_and_others_have_no_manifest) {
  const Registries r;
  std::map<std::uint64_t, std::uint32_t> seen;
  for (std::uint32_t d = 0; d < 20; ++d) {
    std::uint64_t settings = 0;
    const GroupEdgeManifest* manifest = r.registry.edge_manifest(DeviceId(d), settings);
    EXPECT_EQ(manifest != nullptr, d >= 10 && d < 14) << d;
    if (manifest == nullptr) continue;
    EXPECT_EQ(manifest->heads_enabled, 0b1110U);  // MQTT, AMQP, HTTP
    EXPECT_EQ(manifest->heads_used, 0b0010U);
    ++seen[settings];
    if (d == 13) {
      EXPECT_EQ(seen[settings], 1U);
    }
  }
  EXPECT_EQ(seen.size(), 2U);
}

TEST(HubRegistry, devices_of_a_site_come_from_one_address_unless_theirs_is_public) {
  const Registries r;
  std::map<std::uint32_t, std::set<std::uint32_t>> of_site;
  for (std::uint32_t d = 0; d < 20; ++d) {
    const Device& device = r.world.fleet().device(DeviceId(d));
    const IpAddress masked = r.registry.masked_address(DeviceId(d));
    EXPECT_EQ(masked.v4_value() & 0xff, 0U);
    if (device.public_address) {
      EXPECT_EQ(masked.v4_value(), device.address.v4_value() & 0xffffff00U);
    } else {
      of_site[device.site.value()].insert(masked.v4_value());
    }
  }
  std::set<std::uint32_t> all;
  for (const auto& [site, addresses] : of_site) {
    EXPECT_EQ(addresses.size(), 1U) << site;
    all.insert(*addresses.begin());
  }
  EXPECT_EQ(all.size(), of_site.size());
}

TEST(HubRegistry, logs_go_to_the_workspace_by_category) {
  const Registries r;
  EXPECT_TRUE(r.registry.logs_to_workspace(HubId(0), OperationName::kDeviceConnect));
  EXPECT_TRUE(r.registry.logs_to_workspace(HubId(0), OperationName::kDeviceDisconnect));
  EXPECT_FALSE(r.registry.logs_to_workspace(HubId(0), OperationName::kTelemetryError));
  for (const OperationName written : {OperationName::kDeviceConnect, OperationName::kDeviceDisconnect,
                                      OperationName::kTelemetryError, OperationName::kC2dTwinUpdate}) {
    EXPECT_TRUE(r.registry.logs_to_workspace(HubId(1), written)) << operation_word(written);
  }
  EXPECT_FALSE(r.registry.logs_to_workspace(HubId(1), OperationName::kDirectMethod));
}

}  // namespace
}  // namespace picket::sim
