// Measured on the wire (IPv4, TLS 1.2, TCP timestamps): PUBLISH up 81 + MQTT bytes, PUBACK down 85,
// ACK up 52; ping 218 in all; a full connect 1.1 kB up and 4.1 kB down, 5.2 kB in all.

#include "sim/network/wire_cost.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(WireCost, a_message_costs_what_was_measured) {
  const WireModel model{MqttIdentity{}};
  const WireCost cost = model.publish(Bytes(1'000));
  EXPECT_EQ(model.publish_packet(Bytes(1'000)), Bytes(81 + 1'158));
  EXPECT_EQ(cost.up.total(), Bytes(81 + 1'158 + 52));
  EXPECT_EQ(cost.down.total(), Bytes(85));
  EXPECT_EQ(cost.total(), Bytes(376 + 1'000));
}

TEST(WireCost, a_message_is_payload_and_envelope_and_no_upkeep) {
  const WireModel model{MqttIdentity{}};
  for (const std::int64_t payload : {0, 1, 500, 1'209, 1'210, 4'000, 65'536, 262'144}) {
    const WireCost cost = model.publish(Bytes(payload));
    EXPECT_EQ(cost.up.payload, Bytes(payload));
    EXPECT_EQ(cost.up.upkeep, Bytes(0));
    EXPECT_EQ(cost.down.payload + cost.down.upkeep, Bytes(0));
    EXPECT_GE(cost.up.envelope, Bytes(291));
  }
}

// 158 + 29 + 1,261 = 1,448: the last payload that fits one segment. The next needs a second header.
TEST(WireCost, a_second_segment_costs_a_second_header) {
  const WireModel model{MqttIdentity{}};
  EXPECT_EQ(model.publish(Bytes(1'261)).up.envelope, Bytes(291));
  EXPECT_EQ(model.publish(Bytes(1'262)).up.envelope, Bytes(291 + 52));
  EXPECT_EQ(model.publish(Bytes(1'262)).down.envelope, Bytes(85));
  EXPECT_EQ(model.publish(Bytes(1'262 + 1'448)).down.envelope, Bytes(85 + 52));
}

TEST(WireCost, a_ping_costs_218_bytes) {
  const WireCost ping = WireModel{MqttIdentity{}}.ping();
  EXPECT_EQ(ping.up.upkeep, Bytes(83 + 52));
  EXPECT_EQ(ping.down.upkeep, Bytes(83));
  EXPECT_EQ(ping.total(), Bytes(218));
}

TEST(WireCost, a_connect_with_the_measured_chain_costs_what_was_measured) {
  const WireCost connect = WireModel(MqttIdentity{}, TlsHandshake{.chain_extra = 0}).connect();
  EXPECT_NEAR(static_cast<double>(connect.up.total().count()), 1'100, 50);
  EXPECT_NEAR(static_cast<double>(connect.down.total().count()), 4'100, 50);
  EXPECT_NEAR(static_cast<double>(connect.total().count()), 5'200, 50);
  EXPECT_EQ(connect.up.payload + connect.up.envelope, Bytes(0));
}

// Estimated from the size of Azure's chain: 5.6 to 5.9 kB.
TEST(WireCost, a_connect_to_azure_costs_what_was_estimated) {
  const double bytes = static_cast<double>(WireModel{MqttIdentity{}}.connect().total().count());
  EXPECT_GE(bytes, 5'600);
  EXPECT_LE(bytes, 5'900);
}

// A month of an idle identity. Pings each 240 s: 10,800 x 218 = 2.35 MB ("2.4 MB"); each 1,177 s:
// 0.48 MB. Thirty renewals a day: 5.1 MB with a renewal of 5.7 kB; the goodbye adds 0.4 kB.
TEST(WireCost, keeping_a_connection_for_a_month_costs_what_planners_were_told) {
  const WireModel model{MqttIdentity{}};
  const double month = 30 * 86'400;
  EXPECT_NEAR(static_cast<double>(model.ping().total().count()) * month / 240, 2.4e6, 0.05e6);
  EXPECT_NEAR(static_cast<double>(model.ping().total().count()) * month / 1'177, 0.48e6, 0.005e6);
  EXPECT_NEAR(static_cast<double>(model.connect().total().count()) * 30 * 30, 5.1e6, 0.1e6);
  EXPECT_EQ(model.renewal().total(), model.connect().total() + model.disconnect().total());
}

// SUBSCRIBE 25 and 46 bytes, SUBACK 5 each.
TEST(WireCost, subscriptions_are_upkeep) {
  const WireCost subscribe = WireModel{MqttIdentity{}}.subscribe();
  EXPECT_EQ(subscribe.up.upkeep, Bytes(25 + 81 + 52 + 46 + 81 + 52));
  EXPECT_EQ(subscribe.down.upkeep, Bytes(2 * 86));
}

// DISCONNECT 83, close_notify 83, FIN and last ACK 104; down ACK and FIN.
TEST(WireCost, a_goodbye_is_upkeep) {
  const WireCost goodbye = WireModel{MqttIdentity{}}.disconnect();
  EXPECT_EQ(goodbye.up.upkeep, Bytes(83 + 83 + 104));
  EXPECT_EQ(goodbye.down.upkeep, Bytes(104));
}

TEST(WireCost, costs_add_up_part_by_part) {
  const WireModel model{MqttIdentity{}};
  WireCost sum = model.ping();
  sum += model.publish(Bytes(100));
  EXPECT_EQ(sum.up.payload, Bytes(100));
  EXPECT_EQ(sum.up.upkeep, model.ping().up.upkeep);
  EXPECT_EQ(sum.total(), model.ping().total() + model.publish(Bytes(100)).total());
}

}  // namespace
}  // namespace picket::sim
