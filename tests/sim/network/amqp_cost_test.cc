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
  AmqpEstimate estimate;
  estimate.open_up += 10;
  estimate.open_round_trips = 2;
  const AmqpModel model(MqttIdentity{}, {}, estimate);
  const AmqpModel other{MqttIdentity{}};
  EXPECT_EQ(model.connect().up.total(), other.connect().up.total() + Bytes(10));
  EXPECT_EQ(model.connect().down, other.connect().down);
  EXPECT_EQ(model.connect_round_trips(), 5);
  EXPECT_GT(other.connect().total(), WireModel{MqttIdentity{}}.connect().total());
  EXPECT_EQ(other.disconnect().total(), Bytes(2 * (20 + 81) + 52 + 83 + 4 * 52));
}

}  // namespace
}  // namespace picket::sim
