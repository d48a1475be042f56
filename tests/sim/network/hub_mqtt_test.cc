// Expectations are bytes captured from Microsoft's SDK as module dev-0001/azureiotsecurity of
// contoso-hub.azure-devices.net, or counted from the text of such a packet.

#include "sim/network/hub_mqtt.h"

#include <gtest/gtest.h>

#include <string_view>

#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

constexpr std::int64_t bytes_of(std::string_view text) {
  return static_cast<std::int64_t>(text.size());
}

TEST(HubMqtt, the_topic_of_the_golden_capture_has_151_bytes) {
  EXPECT_EQ(bytes_of(kSecurityPropertyBag), 93);
  EXPECT_EQ(security_topic({}), 151);
  EXPECT_EQ(security_topic({}),
            bytes_of("devices/dev-0001/modules/azureiotsecurity/messages/events/") + bytes_of(kSecurityPropertyBag));
  EXPECT_EQ(security_topic({.module = 0}), bytes_of("devices/dev-0001/messages/events/") + 93);
}

// The token of the golden vector: 173 bytes, its signature encoded in 50.
TEST(HubMqtt, the_token_of_the_golden_vector_has_173_bytes) {
  constexpr std::string_view kModuleToken =
      "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001%2Fmodules%2Fazureiotsecurity"
      "&sig=%2BWxZethbUeYrzkea2LAbnemC%2BkrqGppMkPfJvlAGYbQ%3D&se=1700003600";
  EXPECT_EQ(sas_token(MqttIdentity{}, 50), 173);
  EXPECT_EQ(sas_token(MqttIdentity{}, 50), bytes_of(kModuleToken));
  constexpr std::string_view kDeviceToken =
      "SharedAccessSignature sr=contoso-hub.azure-devices.net%2Fdevices%2Fdev-0001"
      "&sig=Mc%2FxwpyHEzadi2Sj1XpCXvFl%2Fq5rgztTJzmL23Gk8bo%3D&se=1700003600";
  EXPECT_EQ(sas_token(MqttIdentity{.module = 0}, 50), bytes_of(kDeviceToken));
  const HubNames module{"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity", ""};
  EXPECT_EQ(sas_token(module, "+WxZethbUeYrzkea2LAbnemC+krqGppMkPfJvlAGYbQ=", 1'700'003'600), kModuleToken);
  const HubNames device{"contoso-hub.azure-devices.net", "dev-0001", "", ""};
  EXPECT_EQ(sas_token(device, "Mc/xwpyHEzadi2Sj1XpCXvFl/q5rgztTJzmL23Gk8bo=", 1'700'003'600), kDeviceToken);
}

// 296 bytes without the SDK's agent string and 385 with it.
TEST(HubMqtt, the_connect_of_the_golden_capture) {
  constexpr std::string_view kAgent =
      "&DeviceClientType=azure-iot-device%2F1.18.4%20(node%20v20.20.2%3B%20Debian%2012%3B%20x64)";
  EXPECT_EQ(hub_connect({}, 50), 296);
  EXPECT_EQ(hub_connect({.user_agent = bytes_of(kAgent)}, 50), 385);
}

// The token and its length of two bytes are gone, and the remaining length of 118 needs one byte only.
TEST(HubMqtt, an_x509_identity_sends_no_password) {
  EXPECT_EQ(hub_connect({.uses_token = false}), 296 - 173 - 2 - 1);
}

TEST(HubMqtt, lengths_are_those_of_the_texts) {
  for (const HubNames& names : {HubNames{"h.azure-devices.net", "camera-000042", "", ""},
                                HubNames{"contoso-hub.azure-devices.net", "dev-0001", "azureiotsecurity", "&DeviceClientType=x"}}) {
    const MqttIdentity id = lengths_of(names);
    const std::string signature = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr";  // 44, nothing to encode
    EXPECT_EQ(sas_token(id, 44), bytes_of(sas_token(names, signature, 1'700'003'600)));
    EXPECT_EQ(hub_connect(id, 44),
              mqtt_connect(bytes_of(hub_client_id(names)), bytes_of(hub_user_name(names)), bytes_of(sas_token(names, signature, 1'700'003'600))));
    EXPECT_EQ(security_topic(id), bytes_of(mqtt_topic(names.device, names.module, security_marking())));
    const MessageMarking other = micro_agent_marking(MessageSource::kLinux);
    EXPECT_EQ(message_topic(id, bytes_of(mqtt_property_bag(other))), bytes_of(mqtt_topic(names.device, names.module, other)));
  }
  EXPECT_FALSE(lengths_of({}, false).uses_token);
  EXPECT_EQ(kSecurityPropertyBag, mqtt_property_bag(security_marking()));
}

TEST(HubMqtt, topics_of_twins_and_methods) {
  EXPECT_EQ(twin_get_topic("1"), "$iothub/twin/GET/?$rid=1");
  EXPECT_EQ(twin_patch_topic("1"), "$iothub/twin/PATCH/properties/reported/?$rid=1");
  EXPECT_EQ(twin_answer_topic(200, "1"), "$iothub/twin/res/200/?$rid=1");
  EXPECT_EQ(twin_answer_topic(204, "1", 12), "$iothub/twin/res/204/?$rid=1&$version=12");
  EXPECT_EQ(twin_change_topic(12), "$iothub/twin/PATCH/properties/desired/?$version=12");
  EXPECT_EQ(method_call_topic("reboot", "1a"), "$iothub/methods/POST/reboot/?$rid=1a");
  EXPECT_EQ(method_answer_topic(404, "1a"), "$iothub/methods/res/404/?$rid=1a");
}

TEST(HubMqtt, topics_of_a_module) {
  const HubNames names{"h", "dev-0001", "azureiotsecurity", ""};
  EXPECT_EQ(module_inputs(names), "devices/dev-0001/modules/azureiotsecurity/inputs/#");
  EXPECT_EQ(output_topic(names, "out1"), "devices/dev-0001/modules/azureiotsecurity/messages/events/%24.on=out1/");
}

}  // namespace
}  // namespace picket::sim
