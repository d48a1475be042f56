#include "sim/generate/gateway_routes.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/gateway_world.h"

namespace picket::sim {
namespace {

TEST(GatewayRoutes, lead_children_and_gateways_to_one_place_and_leave_the_others_alone) {
  const Scenario scenario = test::small_scenario({}, test::kGatewayScenario);
  const World world(scenario, 0);
  const GatewayRoutes routes(world, scenario.policy_templates.at("merged"));
  ASSERT_TRUE(routes.used());
  ASSERT_EQ(routes.gateways().size(), 4U);
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    const auto gateway = world.fleet().device(DeviceId(d)).gateway;
    const std::uint32_t place = routes.place_of(DeviceId(d));
    EXPECT_EQ(routes.is_child(DeviceId(d)), d < 30);
    if (d >= 34) {
      EXPECT_EQ(place, GatewayRoutes::kNone);
    } else {
      EXPECT_EQ(routes.gateways()[place], d < 30 ? *gateway : DeviceId(d));
    }
  }
}

TEST(GatewayRoutes, are_unused_by_a_policy_that_does_not_merge) {
  const Scenario scenario = test::small_scenario({}, test::kGatewayScenario);
  const World world(scenario, 0);
  const GatewayRoutes routes(world, scenario.policy_templates.at("picket"));
  EXPECT_FALSE(routes.used());
  EXPECT_EQ(routes.place_of(DeviceId(0)), GatewayRoutes::kNone);
  EXPECT_FALSE(routes.is_child(DeviceId(0)));
}

}  // namespace
}  // namespace picket::sim
