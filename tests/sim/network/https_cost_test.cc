// The bytes are estimates: these tests hold the model to its parameters and to what HTTPS has and MQTT has not.

#include "sim/network/https_cost.h"

#include <gtest/gtest.h>

#include "sim/network/wire_cost.h"

namespace picket::sim {
namespace {

// Each request carries host, path and token: 29 + 58 + 172.
TEST(HttpsCost, each_message_carries_the_token) {
  const HttpsModel model{MqttIdentity{}};
  const WireCost message = model.message(Bytes(500));
  EXPECT_EQ(message.up.payload, Bytes(500));
  EXPECT_EQ(message.up.total(), Bytes(250 + 259 + 500 + 29 + 52 + 52));
  EXPECT_EQ(message.down.total(), Bytes(250 + 29 + 52));
  EXPECT_EQ(HttpsModel(MqttIdentity{.uses_token = false}).message(Bytes(500)).up.total(), message.up.total() - Bytes(172));
  EXPECT_GT(message.total(), WireModel{MqttIdentity{}}.publish(Bytes(500)).total());
}

// No request for a certificate: 57 bytes less down and 12 less up than over MQTT, and no CONNECT.
TEST(HttpsCost, connects_with_tls_alone) {
  const HttpsModel model{MqttIdentity{}};
  const WireCost mqtt = WireModel{MqttIdentity{}}.connect();
  EXPECT_EQ(mqtt.up.total() - model.connect().up.total(), Bytes(12 + (295 + 81) + 52));
  EXPECT_EQ(mqtt.down.total() - model.connect().down.total(), Bytes(57 + 85));
  EXPECT_EQ(model.disconnect().total(), Bytes(83 + 4 * 52));
}

TEST(HttpsCost, takes_its_estimates_from_the_caller) {
  const HttpsModel model(MqttIdentity{}, HttpsModel::without_client_certificate(), {.request = 300, .answer = 100});
  const HttpsModel other{MqttIdentity{}};
  EXPECT_EQ(model.message(Bytes(500)).up.total(), other.message(Bytes(500)).up.total() + Bytes(50));
  EXPECT_EQ(model.message(Bytes(500)).down.total(), other.message(Bytes(500)).down.total() - Bytes(150));
}

}  // namespace
}  // namespace picket::sim
