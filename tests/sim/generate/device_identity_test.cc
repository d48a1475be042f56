#include "sim/generate/device_identity.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

TEST(DeviceIdentity, differs_between_devices_and_replications_and_not_between_policies) {
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const World next(scenario, 1);
  EXPECT_EQ(id_seed_of(world, DeviceId(3)), id_seed_of(World(scenario, 0), DeviceId(3)));
  EXPECT_NE(id_seed_of(world, DeviceId(3)), id_seed_of(world, DeviceId(4)));
  EXPECT_NE(id_seed_of(world, DeviceId(3)), id_seed_of(next, DeviceId(3)));
  const std::string name = world.fleet().device_name(DeviceId(3));
  const AgentIdentity one = identity_of(world, scenario.policy_templates.at("g2_linux"), DeviceId(3), name);
  const AgentIdentity other = identity_of(world, scenario.policy_templates.at("raw"), DeviceId(3), name);
  EXPECT_EQ(one.device_name, name);
  EXPECT_EQ(one.agent_id, other.agent_id);
  EXPECT_EQ(one.id_seed, other.id_seed);
  EXPECT_NE(one.agent_id, one.id_seed);
}

TEST(DeviceIdentity, names_the_hub_as_a_resource) {
  EXPECT_EQ(hub_resource_id("h"),
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/picket/providers/Microsoft.Devices/IotHubs/h");
}

}  // namespace
}  // namespace picket::sim
