// Each transport's exchanges are those of its own model, whose sizes their own tests derive; and what a transport has not costs nothing.

#include "sim/network/transport_wire.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

WireSettings settings_over(Transport transport) {
  WireSettings settings;
  settings.transport = transport;
  return settings;
}

TEST(TransportWire, mqtt_is_what_the_packets_take) {
  for (const Transport transport : {Transport::kMqtt, Transport::kMqttWebSocket}) {
    const TransportWire wire(MqttIdentity{}, settings_over(transport));
    const WireModel model(MqttIdentity{}, settings_over(transport));
    EXPECT_EQ(wire.connect(), model.connect());
    EXPECT_EQ(wire.reconnect(), model.reconnect());
    EXPECT_EQ(wire.subscribe(), model.subscribe());
    EXPECT_EQ(wire.ping(), model.ping());
    EXPECT_EQ(wire.renewal(), model.renewal());
    EXPECT_EQ(wire.disconnect(), model.disconnect());
    EXPECT_EQ(wire.publish(Bytes(700)), model.publish(Bytes(700)));
    EXPECT_EQ(wire.twin_get(Bytes(700)), model.twin_get(Bytes(700)));
    EXPECT_EQ(wire.twin_patch(Bytes(70)), model.twin_patch(Bytes(70)));
    EXPECT_EQ(wire.twin_change(Bytes(70)), model.twin_change(Bytes(70)));
    EXPECT_EQ(wire.connect_round_trips(), model.connect_round_trips());
    EXPECT_EQ(wire.refusal(), WireCost{}) << "the connection closes without a word";
    EXPECT_EQ(wire.link_again(), WireCost{});
    EXPECT_EQ(wire.registration().connect(), model.connect());
  }
}

TEST(TransportWire, amqp_is_what_the_frames_take) {
  for (const bool in_websocket : {false, true}) {
    const TransportWire wire(MqttIdentity{}, settings_over(in_websocket ? Transport::kAmqpWebSocket : Transport::kAmqp));
    AmqpSettings settings;
    settings.in_websocket = in_websocket;
    const AmqpModel model(MqttIdentity{}, settings);
    EXPECT_EQ(wire.connect(), model.connect());
    EXPECT_EQ(wire.subscribe(), model.twin_links());
    EXPECT_EQ(wire.ping(), model.keep_alive());
    EXPECT_EQ(wire.renewal(), model.token_renewal());
    EXPECT_EQ(wire.publish(Bytes(700)), model.message(Bytes(700)));
    EXPECT_EQ(wire.refusal(), model.rejection());
    EXPECT_EQ(wire.link_again(), model.link_again());
    EXPECT_EQ(wire.twin_get(Bytes(700)), model.twin_get(Bytes(700)));
    EXPECT_EQ(wire.connect_round_trips(), model.connect_round_trips());
    const Transport registers = in_websocket ? Transport::kMqttWebSocket : Transport::kMqtt;
    EXPECT_EQ(wire.registration().connect(), WireModel(MqttIdentity{}, settings_over(registers)).connect());
  }
}

TEST(TransportWire, https_has_messages_alone) {
  const TransportWire wire(MqttIdentity{}, settings_over(Transport::kHttps));
  const HttpsModel model{MqttIdentity{}};
  EXPECT_EQ(wire.connect(), model.connect());
  EXPECT_EQ(wire.disconnect(), model.disconnect());
  EXPECT_EQ(wire.publish(Bytes(700)), model.message(Bytes(700)));
  EXPECT_EQ(wire.refusal(), model.refusal());
  EXPECT_EQ(wire.connect_round_trips(), 3);
  for (const WireCost& nothing : {wire.subscribe(), wire.ping(), wire.renewal(), wire.link_again(), wire.twin_get(Bytes(700)),
                                  wire.twin_patch(Bytes(700)), wire.twin_change(Bytes(700))}) {
    EXPECT_EQ(nothing, WireCost{});
  }
  EXPECT_EQ(wire.registration().connect(), WireModel(MqttIdentity{}, settings_over(Transport::kMqttWebSocket)).connect()) << "on port 443 too";
}

TEST(TransportWire, takes_the_estimates_from_the_settings) {
  WireSettings settings = settings_over(Transport::kAmqp);
  settings.amqp.transfer = Bytes(250);
  const TransportWire other(MqttIdentity{}, settings_over(Transport::kAmqp));
  EXPECT_EQ(TransportWire(MqttIdentity{}, settings).publish(Bytes(10)).total(), other.publish(Bytes(10)).total() + Bytes(100));
  settings = settings_over(Transport::kHttps);
  settings.https.answer = Bytes(350);
  const TransportWire https(MqttIdentity{}, settings_over(Transport::kHttps));
  EXPECT_EQ(TransportWire(MqttIdentity{}, settings).publish(Bytes(10)).total(), https.publish(Bytes(10)).total() + Bytes(100));
}

}  // namespace
}  // namespace picket::sim
