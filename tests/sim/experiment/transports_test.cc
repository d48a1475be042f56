// What the head of scenarios/smoke/transports.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/experiment/client_wire.h"
#include "tests/sim/experiment/scenario_run.h"

namespace picket::sim {
namespace {

LaneResult run_over_transport(const std::string& transport) {
  return test::run_of_processes("smoke/transports.yaml", {"client.transport=" + transport});
}

void expect_told_refusals(const LaneResult& lane) {
  EXPECT_GE(lane.trouble.sends_over_quota, 460);
  EXPECT_LE(lane.trouble.sends_over_quota, 820);
  EXPECT_EQ(lane.trouble.connects, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  EXPECT_LE(lane.messages_held, 20);
  EXPECT_EQ(lane.messages_duplicated, 0);
}

TEST(Transports, amqp_tells_refusals_and_keeps_its_connections) {
  const LaneResult amqp = run_over_transport("amqp");
  expect_told_refusals(amqp);
  // Renewals on the open connection, and none of the connects that MQTT makes after each refusal.
  const LaneResult mqtt = run_over_transport("mqtt");
  EXPECT_GT(mqtt.trouble.connects, 400);
  EXPECT_LT(amqp.uplink_upkeep_bytes * 3, mqtt.uplink_upkeep_bytes);
  EXPECT_EQ(mqtt.messages_emitted, amqp.messages_emitted) << "what agents send does not depend on it";
}

// All upkeep is connections, one for each request: those that were taken, those that were refused, and at most one under way for each meter.
TEST(Transports, https_opens_a_connection_for_each_request) {
  const LaneResult https = run_over_transport("https");
  expect_told_refusals(https);
  MqttIdentity identity;
  identity.device = static_cast<std::int64_t>(std::string("meter-000000").size());
  identity.module = static_cast<std::int64_t>(Policy().module_name.size());
  WireSettings settings;
  settings.transport = Transport::kHttps;
  const TransportWire wire(identity, settings);
  const std::int64_t each = (wire.reconnect() + wire.disconnect()).up.total().count();
  EXPECT_EQ(https.uplink_upkeep_bytes % each, 0);
  const std::int64_t requests = https.messages_accepted + https.trouble.sends_over_quota;
  EXPECT_GE(https.uplink_upkeep_bytes / each, requests);
  EXPECT_LE(https.uplink_upkeep_bytes / each, requests + 20);
}

}  // namespace
}  // namespace picket::sim
