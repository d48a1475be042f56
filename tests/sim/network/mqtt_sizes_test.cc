// Expectations are bytes captured from Microsoft's SDK as module dev-0001/azureiotsecurity of
// contoso-hub.azure-devices.net, or counted from the text of such a packet.

#include "sim/network/mqtt_sizes.h"

#include <gtest/gtest.h>

#include <string_view>

namespace picket::sim {
namespace {

constexpr std::int64_t length(std::string_view text) {
  return static_cast<std::int64_t>(text.size());
}

// OASIS MQTT 3.1.1, table 2.4: the borders of one, two, three and four bytes.
TEST(MqttSizes, the_remaining_length_takes_seven_bits_a_byte) {
  EXPECT_EQ(mqtt_length_bytes(127), 1);
  EXPECT_EQ(mqtt_length_bytes(128), 2);
  EXPECT_EQ(mqtt_length_bytes(16'383), 2);
  EXPECT_EQ(mqtt_length_bytes(16'384), 3);
  EXPECT_EQ(mqtt_length_bytes(2'097'151), 3);
  EXPECT_EQ(mqtt_length_bytes(2'097'152), 4);
}

TEST(MqttSizes, the_topic_of_the_golden_capture_has_151_bytes) {
  EXPECT_EQ(length(kSecurityPropertyBag), 93);
  EXPECT_EQ(security_topic({}), 151);
  EXPECT_EQ(security_topic({}),
            length("devices/dev-0001/modules/azureiotsecurity/messages/events/") + length(kSecurityPropertyBag));
  EXPECT_EQ(security_topic({.module = 0}), length("devices/dev-0001/messages/events/") + 93);
}

// The token of the golden vector: 173 bytes, its signature encoded in 50.
TEST(MqttSizes, the_token_of_the_golden_vector_has_173_bytes) {
  constexpr std::string_view kModuleToken =
      "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001%2Fmodules%2Fazureiotsecurity"
      "&sig=%2BWxZethbUeYrzkea2LAbnemC%2BkrqGppMkPfJvlAGYbQ%3D&se=1700003600";
  EXPECT_EQ(sas_token({}, 50), 173);
  EXPECT_EQ(sas_token({}, 50), length(kModuleToken));
  constexpr std::string_view kDeviceToken =
      "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001"
      "&sig=Mc%2FxwpyHEzadi2Sj1XpCXvFl%2Fq5rgztTJzmL23Gk8bo%3D&se=1700003600";
  EXPECT_EQ(sas_token({.module = 0}, 50), length(kDeviceToken));
}

// 296 bytes without the SDK's agent string and 385 with it.
TEST(MqttSizes, the_connect_of_the_golden_capture) {
  constexpr std::string_view kAgent =
      "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)";
  EXPECT_EQ(hub_connect({}, 50), 296);
  EXPECT_EQ(hub_connect({.user_agent = length(kAgent)}, 50), 385);
}

// The token and its length of two bytes are gone, and the remaining length of 118 needs one byte only.
TEST(MqttSizes, an_x509_identity_sends_no_password) {
  EXPECT_EQ(hub_connect({.uses_token = false}), 296 - 173 - 2 - 1);
}

// Fixed header 2, packet identifier 2, filter 2 + 18, QoS 1.
TEST(MqttSizes, a_subscription_counts_its_filter) {
  EXPECT_EQ(mqtt_subscribe(length(kTwinAnswers)), 25);
}

// 157 to 159 + P for P within one, two and three bytes of remaining length (155 + P of it).
TEST(MqttSizes, a_security_message_adds_157_to_159_bytes) {
  EXPECT_EQ(mqtt_publish(151, 0), 158);  // a topic of 151 bytes already needs two
  EXPECT_EQ(mqtt_publish(151, 4'000), 4'158);
  EXPECT_EQ(mqtt_publish(151, 16'383 - 155), 158 + 16'383 - 155);
  EXPECT_EQ(mqtt_publish(151, 16'384 - 155), 159 + 16'384 - 155);
}

}  // namespace
}  // namespace picket::sim
