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
  HttpsSettings settings;
  settings.estimate.request = Bytes(300);
  settings.estimate.answer = Bytes(100);
  settings.estimate.error = Bytes(70);
  const HttpsModel model(MqttIdentity{}, settings);
  const HttpsModel other{MqttIdentity{}};
  EXPECT_EQ(model.message(Bytes(500)).up.total(), other.message(Bytes(500)).up.total() + Bytes(50));
  EXPECT_EQ(model.message(Bytes(500)).down.total(), other.message(Bytes(500)).down.total() - Bytes(150));
  EXPECT_EQ(model.refusal().total(), Bytes(70));
}

// What the hub asks of every client of MQTT, and the client's chain: as over MQTT but for CONNECT, whose answer acknowledges nothing here.
TEST(HttpsCost, a_certificate_is_shown_in_the_handshake) {
  HttpsSettings settings;
  settings.tls.client = kRsaClientChain;
  WireSettings mqtt;
  mqtt.tls.client = kRsaClientChain;
  const MqttIdentity identity{.uses_token = false};
  const WireModel other(identity, mqtt);
  const std::int64_t login = hub_connect(identity);
  EXPECT_EQ(other.connect().total() - HttpsModel(identity, settings).connect().total(), Bytes(login + 81 + 4 + 81 + 52));
}

TEST(HttpsCost, a_resumed_session_saves_the_certificates) {
  HttpsSettings settings;
  settings.resumes_tls = true;
  const HttpsModel model(MqttIdentity{}, settings);
  EXPECT_LT(model.reconnect().total().count() * 3, model.connect().total().count());
  EXPECT_EQ(model.reconnect_round_trips(), 2);
  EXPECT_EQ(HttpsModel{MqttIdentity{}}.reconnect(), model.connect());
}

}  // namespace
}  // namespace picket::sim
