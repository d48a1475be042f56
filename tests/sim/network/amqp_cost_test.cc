// The bytes are estimates: these tests hold the model to its parameters and to what AMQP has and MQTT has not.

#include "sim/network/amqp_cost.h"

#include <gtest/gtest.h>

#include "sim/network/wire_cost.h"

namespace picket::sim {
namespace {

TEST(AmqpCost, a_message_is_a_transfer_and_a_disposition) {
  const AmqpModel model{MqttIdentity{}};
  const WireCost message = model.message(Bytes(1'000));
  EXPECT_EQ(message.up.payload, Bytes(1'000));
  EXPECT_EQ(message.up.total(), Bytes(1'150 + 29 + 52 + 52));
  EXPECT_EQ(message.down.total(), Bytes(25 + 29 + 52));
  EXPECT_EQ(model.keep_alive().total(), Bytes(2 * (8 + 29 + 52) + 52));
}

// Over MQTT a renewal is a connection; over AMQP it is one question.
TEST(AmqpCost, a_token_is_renewed_without_a_new_connection) {
  const AmqpModel model{MqttIdentity{}};
  const std::int64_t names = 29 + 58;
  EXPECT_EQ(model.token_renewal().total().count(), 230 + names + 172 + 29 + 52 + 52 + 130 + 29 + 52);
  EXPECT_LT(model.token_renewal().total(), WireModel{MqttIdentity{}}.renewal().total());
  EXPECT_EQ(AmqpModel(MqttIdentity{.uses_token = false}).token_renewal(), WireCost{});
}

TEST(AmqpCost, takes_its_estimates_from_the_caller) {
  AmqpSettings settings;
  settings.estimate.open_up += Bytes(10);
  settings.estimate.open_round_trips = 2;
  const AmqpModel model(MqttIdentity{}, settings);
  const AmqpModel other{MqttIdentity{}};
  EXPECT_EQ(model.connect().up.total(), other.connect().up.total() + Bytes(10));
  EXPECT_EQ(model.connect().down, other.connect().down);
  EXPECT_EQ(model.connect_round_trips(), 5);
  EXPECT_GT(other.connect().total(), WireModel{MqttIdentity{}}.connect().total());
  EXPECT_EQ(other.disconnect().total(), Bytes(2 * (20 + 81) + 52 + 83 + 4 * 52));
}

// Each attach is 200 and the names up, 260 and the names down, in a record and a segment each; the last answer is acknowledged.
TEST(AmqpCost, an_agent_with_a_twin_attaches_two_more_links) {
  const AmqpModel model{MqttIdentity{}};
  const std::int64_t names = 29 + 58;
  const std::int64_t attach = 200 + names + 260 + names + 2 * (29 + 52) + 52;
  EXPECT_EQ(model.twin_links().total(), Bytes(2 * attach));
  EXPECT_EQ(model.link_again().total(), Bytes(2 * (20 + 81) + 52 + attach));
}

// Up: the request, its answer's disposition in a segment of its own, and two acknowledgements. Down: the request's disposition with the
// answer, and an acknowledgement of the client's disposition.
TEST(AmqpCost, a_twin_is_a_transfer_to_and_fro) {
  const AmqpModel model{MqttIdentity{}};
  const WireCost get = model.twin_get(Bytes(1'000));
  EXPECT_EQ(get.up.total(), Bytes(130 + 81 + 52 + 25 + 81));
  EXPECT_EQ(get.down.total(), Bytes(25 + 120 + 1'000 + 81 + 52));
  const WireCost patch = model.twin_patch(Bytes(100));
  EXPECT_EQ(patch.up.total(), Bytes(230 + 81 + 52 + 25 + 81));
  EXPECT_EQ(patch.down.total(), Bytes(145 + 81 + 52));
  const WireCost change = model.twin_change(Bytes(100));
  EXPECT_EQ(change.down.total(), Bytes(220 + 81 + 52));
  EXPECT_EQ(change.up.total(), Bytes(25 + 81));
}

TEST(AmqpCost, a_rejected_message_is_told_why) {
  const AmqpModel model{MqttIdentity{}};
  EXPECT_EQ(model.rejection().total(), Bytes(150 - 25));
  EXPECT_EQ(model.rejection().up, WireBytes{});
}

// The upgrade of 300 and 200 bytes, and what a frame's header takes: 8 up and 4 down beyond 125 bytes, 6 and 2 below.
TEST(AmqpCost, a_websocket_adds_its_upgrade_and_a_header_to_each_frame) {
  AmqpSettings settings;
  settings.in_websocket = true;
  const AmqpModel inside(MqttIdentity{}, settings);
  const AmqpModel plain{MqttIdentity{}};
  EXPECT_EQ(inside.message(Bytes(1'000)).up.total() - plain.message(Bytes(1'000)).up.total(), Bytes(8));
  EXPECT_EQ(inside.message(Bytes(1'000)).down.total() - plain.message(Bytes(1'000)).down.total(), Bytes(2));
  EXPECT_EQ(inside.keep_alive().total() - plain.keep_alive().total(), Bytes(6 + 2));
  EXPECT_EQ(inside.connect().total() - plain.connect().total(), Bytes(300 + 81 + 200 + 81 + 52 + 3 * (8 + 4)));
  EXPECT_EQ(inside.connect_round_trips(), plain.connect_round_trips() + 1);
}

}  // namespace
}  // namespace picket::sim
