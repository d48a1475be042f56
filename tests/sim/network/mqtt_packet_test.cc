// Bytes written down by hand from the standard and from captures of Microsoft's Node SDK as module dev-0001/azureiotsecurity
// of contoso-hub.azure-devices.net. What a libmosquitto client sends is in mosquitto/mosquitto_wire_test.cc.

#include "sim/network/mqtt_packet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "agent_core/base/random.h"
#include "agent_core/message/message_marking.h"
#include "sim/network/hub_mqtt.h"

namespace picket::sim {
namespace {

using std::literals::string_literals::operator""s;

constexpr std::int64_t length(std::string_view text) {
  return static_cast<std::int64_t>(text.size());
}

HubNames captured_module() {
  return {"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity",
          "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)"};
}

// Level 4, flags 0xC0 (user name, password, no clean session), keep-alive 180 = 0x00B4. Remaining: 385 - 3 = 382 = 0xFE 0x02.
TEST(MqttPacket, the_connect_of_the_captured_sdk) {
  const HubNames names = captured_module();
  const std::string client_id = "dev-0001/azureiotsecurity";
  const std::string user_name =
      "contoso-hub.azure-devices.net/dev-0001/azureiotsecurity/?api-version=2021-04-12"
      "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)";
  const std::string password =
      "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001%2Fmodules%2Fazureiotsecurity"
      "&sig=%2BWxZethbUeYrzkea2LAbnemC%2BkrqGppMkPfJvlAGYbQ%3D&se=1700003600";
  EXPECT_EQ(hub_client_id(names), client_id);
  EXPECT_EQ(hub_user_name(names), user_name);
  EXPECT_EQ(sas_token(names, "+WxZethbUeYrzkea2LAbnemC+krqGppMkPfJvlAGYbQ=", 1'700'003'600), password);
  MqttConnect connect;
  connect.client_id = client_id;
  connect.user_name = user_name;
  connect.password = password;
  connect.keep_alive = 180;
  const std::string packet = encode_connect(connect);
  EXPECT_EQ(packet, "\x10\xfe\x02\x00\x04MQTT\x04\xc0\x00\xb4\x00\x19"s + client_id + "\x00\xa8"s + user_name + "\x00\xad"s + password);
  EXPECT_EQ(packet.size(), 385U);
  EXPECT_EQ(length(packet), hub_connect(lengths_of(names), 50));
}

// Without a clean session and password: flags 0x80. With a will at QoS 1, retained: 0x04 + 0x08 + 0x20.
TEST(MqttPacket, connects_without_password_and_with_a_will) {
  MqttConnect connect;
  connect.client_id = "d";
  connect.user_name = "u";
  EXPECT_EQ(encode_connect(connect), "\x10\x10\x00\x04MQTT\x04\x80\x00\x00\x00\x01"s + "d\x00\x01u"s);
  connect.clean_session = true;
  connect.will = MqttWill{"t", "gone", 1, true};
  EXPECT_EQ(encode_connect(connect), "\x10\x19\x00\x04MQTT\x04\xae\x00\x00\x00\x01"s + "d\x00\x01t\x00\x04gone\x00\x01u"s);
  connect.user_name.reset();
  EXPECT_EQ(encode_connect(connect)[9], '\x2e');
}

TEST(MqttPacket, the_subscriptions_of_the_captured_sdk) {
  const std::array<MqttFilter, 1> answers{{{kTwinAnswers, 0}}};
  EXPECT_EQ(encode_subscribe(1, answers), "\x82\x17\x00\x01\x00\x12$iothub/twin/res/#\x00"s);
  const std::array<MqttFilter, 1> changes{{{kTwinChanges, 0}}};
  EXPECT_EQ(encode_subscribe(2, changes), "\x82\x2c\x00\x02\x00\x27$iothub/twin/PATCH/properties/desired/#\x00"s);
  const std::string inputs = module_inputs(captured_module());
  const std::array<MqttFilter, 2> list{{{kMethodCalls, 0}, {inputs, 1}}};
  EXPECT_EQ(encode_subscribe(3, list), "\x82\x50\x00\x03\x00\x16$iothub/methods/POST/#\x00\x00\x32"s +
                                           "devices/dev-0001/modules/azureiotsecurity/inputs/#\x01"s);
}

TEST(MqttPacket, the_messages_of_the_captured_sdk) {
  const std::string uuid = "11111111-2222-3333-4444-555555555555";
  EXPECT_EQ(encode_publish({.topic = twin_get_topic(uuid), .payload = kTwinGetBody, .qos = 0}),
            "\x30\x3e\x00\x3b$iothub/twin/GET/?$rid="s + uuid + " ");
  EXPECT_EQ(encode_publish({.topic = twin_patch_topic(uuid), .payload = R"({"ms":{"v":1}})", .qos = 0}),
            "\x30\x61\x00\x51$iothub/twin/PATCH/properties/reported/?$rid="s + uuid + R"({"ms":{"v":1}})");
  const std::string security = mqtt_topic("dev-0001", "azureiotsecurity", security_marking());
  EXPECT_EQ(security,
            "devices/dev-0001/modules/azureiotsecurity/messages/events/%24.ct=application%2Fjson&%24.ce=utf-8&"
            "%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1");
  EXPECT_EQ(encode_publish({.topic = security, .payload = "{}", .qos = 1, .packet_id = 0x1234}),
            "\x32\x9d\x01\x00\x97"s + security + "\x12\x34{}");
  EXPECT_EQ(output_topic(captured_module(), "out1"), "devices/dev-0001/modules/azureiotsecurity/messages/events/%24.on=out1/");
}

TEST(MqttPacket, flags_of_a_publish) {
  EXPECT_EQ(encode_publish({.topic = "t", .payload = "", .qos = 1, .packet_id = 1, .retain = true, .duplicate = true}),
            "\x3b\x05\x00\x01t\x00\x01"s);
  EXPECT_EQ(encode_publish({.topic = "t", .payload = "", .qos = 2, .packet_id = 1}), "\x34\x05\x00\x01t\x00\x01"s);
}

TEST(MqttPacket, answers_pings_and_goodbyes) {
  EXPECT_EQ(encode_connack(false, 0), "\x20\x02\x00\x00"s);
  EXPECT_EQ(encode_connack(true, 5), "\x20\x02\x01\x05"s);
  EXPECT_EQ(encode_puback(0xabcd), "\x40\x02\xab\xcd"s);
  EXPECT_EQ(encode_suback(3, std::array<std::uint8_t, 3>{0, 1, 0x80}), "\x90\x05\x00\x03\x00\x01\x80"s);
  EXPECT_EQ(encode_unsubscribe(4, std::array<std::string_view, 2>{"a", "b/#"}), "\xa2\x0a\x00\x04\x00\x01"s + "a\x00\x03"s + "b/#");
  EXPECT_EQ(encode_unsuback(4), "\xb0\x02\x00\x04"s);
  EXPECT_EQ(encode_pingreq(), "\xc0\x00"s);
  EXPECT_EQ(encode_pingresp(), "\xd0\x00"s);
  EXPECT_EQ(encode_disconnect(), "\xe0\x00"s);
}

// Table 2.4: 127 | 128 | 16,383 | 16,384 | 2,097,151 | 2,097,152 bytes remain after the length.
TEST(MqttPacket, the_length_goes_on_where_a_byte_has_its_upper_bit) {
  const auto start = [](std::size_t remaining) {
    return encode_publish({.topic = "t", .payload = std::string(remaining - 3, 'x'), .qos = 0}).substr(0, 6);
  };
  EXPECT_EQ(start(127), "\x30\x7f\x00\x01tx"s);
  EXPECT_EQ(start(128), "\x30\x80\x01\x00\x01t"s);
  EXPECT_EQ(start(16'383), "\x30\xff\x7f\x00\x01t"s);
  EXPECT_EQ(start(16'384), "\x30\x80\x80\x01\x00\x01"s);
  EXPECT_EQ(start(2'097'151), "\x30\xff\xff\x7f\x00\x01"s);
  EXPECT_EQ(start(2'097'152), "\x30\x80\x80\x80\x01\x00"s);
}

// The formulas that runs use, against the bytes, for texts of random lengths around the borders of the length field.
TEST(MqttPacket, is_as_long_as_the_formulas_say) {
  RandomStream random(7, 0, 0, Purpose::kNetworkJitter);
  const auto text = [&](std::size_t most) { return std::string(random.below(static_cast<std::uint32_t>(most)), 'x'); };
  for (int i = 0; i < 2'000; ++i) {
    MqttConnect connect;
    const std::string client_id = text(200);
    const std::string user_name = text(300);
    const std::string password = text(20'000) + "p";
    connect.client_id = client_id;
    connect.user_name = user_name;
    EXPECT_EQ(length(encode_connect(connect)), mqtt_connect(length(client_id), length(user_name), 0));
    connect.password = password;
    EXPECT_EQ(length(encode_connect(connect)), mqtt_connect(length(client_id), length(user_name), length(password)));
    const std::string topic = text(300);
    const std::string payload = text(i % 2 == 0 ? 400 : 40'000);
    connect.will = MqttWill{topic, user_name};
    connect.password.reset();
    EXPECT_EQ(length(encode_connect(connect)),
              mqtt_packet(10 + mqtt_field(length(client_id)) + mqtt_field(length(user_name)) + mqtt_will(length(topic), length(user_name))));
    EXPECT_EQ(length(encode_publish({.topic = topic, .payload = payload, .qos = 1})), mqtt_publish(length(topic), length(payload)));
    EXPECT_EQ(length(encode_publish({.topic = topic, .payload = payload, .qos = 0})), mqtt_publish_qos0(length(topic), length(payload)));
    const std::array<MqttFilter, 2> filters{{{topic, 0}, {user_name, 1}}};
    EXPECT_EQ(length(encode_subscribe(1, filters)), mqtt_subscribe({length(topic), length(user_name)}));
    EXPECT_EQ(length(encode_subscribe(1, std::span(filters).first(1))), mqtt_subscribe(length(topic)));
    const std::vector<std::uint8_t> codes(1 + random.below(200));
    EXPECT_EQ(length(encode_suback(1, codes)), mqtt_suback(static_cast<std::int64_t>(codes.size())));
  }
  EXPECT_EQ(length(encode_connack(false, 0)), kMqttConnack);
  EXPECT_EQ(length(encode_puback(1)), kMqttPuback);
  EXPECT_EQ(length(encode_suback(1, std::array<std::uint8_t, 1>{0})), kMqttSuback);
  EXPECT_EQ(length(encode_pingreq()), kMqttPingreq);
  EXPECT_EQ(length(encode_pingresp()), kMqttPingresp);
  EXPECT_EQ(length(encode_disconnect()), kMqttDisconnect);
}

TEST(MqttPacketDeathTest, a_packet_that_mqtt_does_not_know_is_a_mistake_of_ours) {
  const std::string long_text(65'536, 'x');
  EXPECT_DEATH(encode_publish({.topic = long_text, .payload = "", .qos = 0}), "length 65536");
  EXPECT_DEATH(encode_publish({.topic = "t", .payload = "", .qos = 3}), "qos 3");
  EXPECT_DEATH(encode_publish({.topic = "t", .payload = "", .qos = 1, .packet_id = 0}), "packet identifier");
  EXPECT_DEATH(encode_subscribe(1, {}), "has a filter");
  MqttConnect connect;
  connect.password = "p";
  EXPECT_DEATH(encode_connect(connect), "needs a user name");
}

}  // namespace
}  // namespace picket::sim
