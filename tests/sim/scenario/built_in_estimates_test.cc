#include "sim/scenario/built_in_estimates.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/network/tls_handshake.h"

namespace picket::sim {
namespace {

const OwnEstimate* built_in(const std::vector<OwnEstimate>& estimates, std::string_view name) {
  const auto found = std::find_if(estimates.begin(), estimates.end(), [name](const OwnEstimate& one) { return one.name == name; });
  return found == estimates.end() ? nullptr : &*found;
}

Scenario with_generation(Generation generation) {
  Scenario s;
  s.hubs.emplace_back();
  s.policy_templates["p"].generation = generation;
  s.policies.push_back({.name = "p", .use = "p", .twin_changes = {}});
  return s;
}

TEST(BuiltInEstimates, are_those_of_the_wire_that_is_used) {
  Scenario s = with_generation(Generation::kG2Linux);
  const std::vector<OwnEstimate> plain = built_in_estimates(s);
  ASSERT_NE(built_in(plain, "tls.server_chain_extra"), nullptr);
  EXPECT_EQ(built_in(plain, "tls.server_chain_extra")->value, "475");
  EXPECT_EQ(kAzureServerChain.bytes - kMeasuredServerChain.bytes, 475);
  EXPECT_EQ(built_in(plain, "websocket.request"), nullptr);
  s.client.transport = Transport::kMqttWebSocket;
  const std::vector<OwnEstimate> socket = built_in_estimates(s);
  ASSERT_NE(built_in(socket, "websocket.request"), nullptr);
  EXPECT_EQ(built_in(socket, "websocket.request")->value, "300");
  for (const OwnEstimate& one : socket) EXPECT_EQ(one.origin, estimate_origin::kBuiltIn) << one.name;
}

TEST(BuiltInEstimates, are_none_without_agents_and_without_a_storm_of_registrations) {
  Scenario s = with_generation(Generation::kNone);
  EXPECT_TRUE(built_in_estimates(s).empty());
  Fault storm;
  storm.kind = FaultKind::kRegistrationStorm;
  s.faults.push_back(storm);
  EXPECT_NE(built_in(built_in_estimates(s), "provisioning.polls_count"), nullptr);
}

TEST(BuiltInEstimates, have_the_tier_rule_where_a_hub_is_sized) {
  Scenario s = with_generation(Generation::kG1C);
  EXPECT_EQ(built_in(built_in_estimates(s), "tier_rule.twin_minute_share")->value, "0.75");
  s.hubs[0].units = 2;
  EXPECT_EQ(built_in(built_in_estimates(s), "tier_rule.twin_minute_share"), nullptr);
}

}  // namespace
}  // namespace picket::sim
