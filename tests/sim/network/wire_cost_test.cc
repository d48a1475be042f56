// Measured on the wire (IPv4, TLS 1.2, TCP timestamps): PUBLISH up 81 + MQTT bytes, PUBACK down 85,
// ACK up 52; ping 218 in all; a full connect 1.1 kB up and 4.1 kB down, 5.2 kB in all.

#include "sim/network/wire_cost.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "agent_core/message/message_marking.h"
#include "sim/network/mqtt_packet.h"

namespace picket::sim {
namespace {

/// The server whose handshakes were measured.
WireSettings measured_chain() {
  WireSettings settings;
  settings.tls.server = kMeasuredServerChain;
  return settings;
}

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
  const WireCost connect = WireModel(MqttIdentity{}, measured_chain()).connect();
  EXPECT_NEAR(static_cast<double>(connect.up.total().count()), 1'100, 50);
  EXPECT_NEAR(static_cast<double>(connect.down.total().count()), 4'100, 50);
  EXPECT_NEAR(static_cast<double>(connect.total().count()), 5'200, 50);
  EXPECT_EQ(connect.up.payload + connect.up.envelope, Bytes(0));
}

// To the byte what runs have had since before the parts of a handshake were known: recorded results stay what they are.
TEST(WireCost, the_default_connection_has_not_changed) {
  const WireModel model{MqttIdentity{}};
  EXPECT_EQ(model.connect().up.upkeep, Bytes(60 + 52 + 331 + 2 * 52 + 2 * 52 + (295 + 29 + 52) + 52));
  EXPECT_EQ(model.connect().down.upkeep, Bytes(60 + 4'245 + 4 * 52 + 85));
  EXPECT_EQ(model.reconnect(), model.connect());
  EXPECT_EQ(model.connect_round_trips(), 4);
  EXPECT_EQ(model.reconnect_round_trips(), 4);
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

// The subscriptions of an agent as one packet: 7 bytes less of MQTT, and one exchange instead of two.
TEST(WireCost, subscribes_to_a_list) {
  const WireModel model{MqttIdentity{}};
  const WireCost list = model.subscribe_to({18, 39});
  EXPECT_EQ(list.up.upkeep, Bytes(67 + 81 + 52));
  EXPECT_EQ(list.down.upkeep, Bytes(6 + 81));
}

// Every exchange of the capture, from the packets that mqtt_packet.h writes: records, segments and acknowledgements are
// counted here by hand.
TEST(WireCost, charges_each_exchange_by_its_packets) {
  const HubNames names{"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity", ""};
  const WireModel model{lengths_of(names)};
  const auto alone = [](const std::string& packet) { return static_cast<std::int64_t>(packet.size()) + 29 + 52; };
  const std::string uuid = "11111111-2222-3333-4444-555555555555";
  const std::string document(1'000, 'd');

  const WireCost get = model.twin_get(Bytes(1'000));
  EXPECT_EQ(get.up.total().count(), alone(encode_publish({.topic = twin_get_topic(uuid), .payload = kTwinGetBody, .qos = 0})) + 52);
  EXPECT_EQ(get.down.total().count(), alone(encode_publish({.topic = twin_answer_topic(200, uuid), .payload = document, .qos = 0})));

  const WireCost patch = model.twin_patch(Bytes(14), 7);
  EXPECT_EQ(patch.up.total().count(),
            alone(encode_publish({.topic = twin_patch_topic(uuid), .payload = R"({"ms":{"v":1}})", .qos = 0})) + 52);
  EXPECT_EQ(patch.down.total().count(), alone(encode_publish({.topic = twin_answer_topic(204, uuid, 7), .payload = "", .qos = 0})));

  const WireCost change = model.twin_change(Bytes(1'000), 12);
  EXPECT_EQ(change.down.total().count(), alone(encode_publish({.topic = twin_change_topic(12), .payload = document, .qos = 0})));
  EXPECT_EQ(change.up.total().count(), 52);

  const WireCost method = model.direct_method(6, Bytes(2), Bytes(1'000), 404, 2);
  EXPECT_EQ(method.down.total().count(), alone(encode_publish({.topic = method_call_topic("reboot", "1a"), .payload = "{}", .qos = 0})) + 52);
  EXPECT_EQ(method.up.total().count(), alone(encode_publish({.topic = method_answer_topic(404, "1a"), .payload = document, .qos = 0})));
  for (const WireCost& cost : {get, patch, change, method}) {
    EXPECT_EQ(cost.up.total() + cost.down.total(), cost.up.upkeep + cost.down.upkeep);
  }

  MessageMarking marking = security_marking();
  marking.message_id = uuid;
  marking.application_properties = {{"sp ace", "\xc3\xbc"}};
  const std::string topic = mqtt_topic(names.device, names.module, marking);
  const WireCost message = model.publish_on(static_cast<std::int64_t>(topic.size()), Bytes(1'000));
  EXPECT_EQ(message.up.total().count(), alone(encode_publish({.topic = topic, .payload = document, .qos = 1})) + 52);
  EXPECT_EQ(message.up.payload, Bytes(1'000));
  EXPECT_EQ(message.down.total().count(), alone(encode_puback(1)));
  const WireCost unanswered = model.publish_qos0_on(static_cast<std::int64_t>(topic.size()), Bytes(1'000));
  EXPECT_EQ(unanswered.up.total().count(), alone(encode_publish({.topic = topic, .payload = document, .qos = 0})));
  EXPECT_EQ(unanswered.down.total().count(), 52);
}

// A twin of 32 KB: three records, 23 segments, of which every second and the last are acknowledged.
TEST(WireCost, a_large_twin_is_acknowledged_on_its_way) {
  const WireModel model{MqttIdentity{}};
  const WireCost get = model.twin_get(Bytes(32'768));
  const std::int64_t stream = 32'768 + 1 + 3 + 2 + 63 + 3 * 29;
  EXPECT_EQ(get.down.total().count(), stream + 23 * 52);
  EXPECT_EQ(get.up.total() - model.twin_get(Bytes(0)).up.total(), Bytes(11 * 52));
}

TEST(WireCost, tls_1_3_has_smaller_records_and_a_round_trip_less) {
  WireSettings settings;
  settings.tls.version = TlsProtocol::kTls13;
  const WireModel model(MqttIdentity{}, settings);
  EXPECT_EQ(model.publish(Bytes(1'000)).total(), Bytes(376 + 1'000 - 2 * 7));
  EXPECT_EQ(model.ping().total(), Bytes(218 - 2 * 7));
  EXPECT_EQ(model.connect_round_trips(), 3);
  const TlsHandshake tls = full_handshake(settings.tls);
  EXPECT_EQ(model.connect().up.upkeep.count(), 60 + 52 + (tls.hello_up + 52) + 2 * 52 + (tls.finish_up + 52) + (295 + 22 + 52) + 52);
  EXPECT_EQ(model.connect().down.upkeep.count(), 60 + (tls.hello_down + 3 * 52) + (tls.finish_down + 52) + (4 + 22 + 52));
}

// 485 bytes up and 141 down where tokens are used and no certificate is kept in the ticket.
TEST(WireCost, a_client_that_resumes_saves_the_chain_each_time_it_comes_back) {
  WireSettings settings = measured_chain();
  settings.resumes_tls = true;
  const WireModel model(MqttIdentity{}, settings);
  EXPECT_EQ(model.connect(), WireModel(MqttIdentity{}, measured_chain()).connect());
  EXPECT_EQ(model.reconnect().up.upkeep, Bytes(60 + 52 + 485 + 2 * 52 + (295 + 29 + 52) + 52));
  EXPECT_EQ(model.reconnect().down.upkeep, Bytes(60 + 141 + 52 + 85));
  EXPECT_EQ(model.renewal(), model.disconnect() + model.reconnect());
  EXPECT_EQ(model.connect_round_trips(), 4);
  EXPECT_EQ(model.reconnect_round_trips(), 3);
  settings.tls.sends_tickets = false;
  const WireModel without(MqttIdentity{}, settings);
  EXPECT_EQ(without.reconnect(), without.connect());
  EXPECT_EQ(without.reconnect_round_trips(), 4);
}

// The token's 172 + 2 bytes and one of length go, the certificate and its signature come: 959 more up; the ticket keeps it.
TEST(WireCost, a_client_certificate_is_sent_in_the_handshake) {
  WireSettings settings;
  settings.tls.client = kRsaClientChain;
  const WireModel certificate(MqttIdentity{.uses_token = false}, settings);
  const WireModel token{MqttIdentity{}};
  EXPECT_EQ(certificate.connect().up.upkeep - token.connect().up.upkeep, Bytes(959 - 175));
  EXPECT_EQ(certificate.connect().down.upkeep - token.connect().down.upkeep, Bytes(688));
}

// RFC 6455: 6 bytes more up and 2 down, from 126 bytes of packet on 8 and 4. The upgrade: 300 up and 200 down (estimate).
TEST(WireCost, a_websocket_adds_a_header_to_each_packet_and_an_upgrade) {
  WireSettings settings;
  settings.transport = Transport::kMqttWebSocket;
  const WireModel model(MqttIdentity{}, settings);
  const WireModel plain{MqttIdentity{}};
  EXPECT_EQ(model.ping().total() - plain.ping().total(), Bytes(6 + 2));
  EXPECT_EQ(model.publish(Bytes(1'000)).up.total() - plain.publish(Bytes(1'000)).up.total(), Bytes(8));
  EXPECT_EQ(model.publish(Bytes(1'000)).down.total() - plain.publish(Bytes(1'000)).down.total(), Bytes(2));
  EXPECT_EQ(model.publish_packet(Bytes(1'000)) - plain.publish_packet(Bytes(1'000)), Bytes(8));
  EXPECT_EQ(model.connect().up.total() - plain.connect().up.total(), Bytes(300 + 29 + 2 * 52 + 8));
  EXPECT_EQ(model.connect().down.total() - plain.connect().down.total(), Bytes(200 + 29 + 52 + 2));
  EXPECT_EQ(model.connect_round_trips(), 5);
  // The frame of DISCONNECT, and Close both ways.
  EXPECT_EQ(model.disconnect().up.total() - plain.disconnect().up.total(), Bytes(6 + (8 + 29 + 52) + 52));
  EXPECT_EQ(model.disconnect().down.total() - plain.disconnect().down.total(), Bytes(4 + 29 + 52));
}

// The agent as a module beside its device: a month of pings each 240 s and of hourly renewals, which the device pays too.
TEST(WireCost, a_second_connection_costs_its_own_upkeep) {
  const WireModel module{MqttIdentity{}};
  const WireModel device{MqttIdentity{.module = 0}};
  const std::int64_t pings = 10'800;
  const std::int64_t renewals = 30 * 30;
  const WireCost upkeep = module.upkeep(pings, renewals);
  EXPECT_EQ(upkeep.total(), module.ping().total() * pings + module.renewal().total() * renewals);
  EXPECT_NEAR(static_cast<double>(upkeep.total().count()), 2.4e6 + 5.1e6 + 0.4e3 * 30 * 30, 0.2e6);
  // Names of the module in client identifier, user name and token: 1 + 16, 1 + 16 and 13 + 16 more each time.
  EXPECT_EQ(upkeep.total() - device.upkeep(pings, renewals).total(), Bytes(63) * renewals);
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
