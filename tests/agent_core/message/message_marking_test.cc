#include "agent_core/message/message_marking.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

// The bag of a security message as the Node SDK was captured sending it (iot-hub.md 4.3): 93 bytes.
TEST(MessageMarking, a_security_message_is_published_with_the_bag_of_the_sdk) {
  const std::string bag = mqtt_property_bag(security_marking());
  EXPECT_EQ(bag, "%24.ct=application%2Fjson&%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1");
  EXPECT_EQ(bag.size(), 93U);
  EXPECT_EQ(mqtt_topic("dev-0001", "azureiotsecurity", security_marking()),
            "devices/dev-0001/modules/azureiotsecurity/messages/events/" + bag);
  EXPECT_EQ(mqtt_topic("dev-0001", "", security_marking()), "devices/dev-0001/messages/events/" + bag);
}

// A captured message with nearly all of them, byte for byte (iot-hub.md 4.4): mid, cid, uid, ct, ce, ifid, then the
// application's own; a space is %20 and never +. "to" comes after uid and exp last, as that page says.
TEST(MessageMarking, system_properties_come_first_and_everything_reserved_is_escaped) {
  MessageMarking marking = security_marking();
  marking.message_id = "11111111-2222-3333-4444-555555555555";
  marking.correlation_id = "corr 1/x";
  marking.user_id = "u@x";
  marking.application_properties = {{"plain", "v1"}, {"sp ace&=", "a/b+c \xc3\xbc%"}};
  EXPECT_EQ(mqtt_property_bag(marking),
            "%24.mid=11111111-2222-3333-4444-555555555555&%24.cid=corr%201%2Fx&%24.uid=u%40x&%24.ct=application%2Fjson&"
            "%24.ce=utf-8&%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1&plain=v1&"
            "sp%20ace%26%3D=a%2Fb%2Bc%20%C3%BC%25");
  MessageMarking rest;
  rest.user_id = "u";
  rest.to = "/devices/d";
  rest.content_type = "t";
  rest.interface_id = "i";
  rest.expiry = "2026-01-02T03:04:05Z";
  EXPECT_EQ(mqtt_property_bag(rest), "%24.uid=u&%24.to=%2Fdevices%2Fd&%24.ct=t&%24.ifid=i&%24.exp=2026-01-02T03%3A04%3A05Z");
}

// defender.md 3.4: X.Y-E-S-T; encoding 1 is FlatBuffers, source 0 Azure RTOS, 1 Linux.
TEST(MessageMarking, generation_2_adds_its_type_information) {
  EXPECT_EQ(message_type_information(MessageSource::kAzureRtos), "2.3-1-0-0");
  EXPECT_EQ(message_type_information(MessageSource::kLinux), "2.3-1-1-0");
  EXPECT_EQ(mqtt_property_bag(micro_agent_marking(MessageSource::kLinux)),
            "%24.ifid=urn%3Aazureiot%3ASecurity%3ASecurityAgent%3A1&mti=2.3-1-1-0");
}

// Body 10; values: application/json 16, utf-8 5, interface id 37; application: MessagePriority 15 and High 4.
TEST(MessageMarking, metered_size_is_body_system_values_and_whole_application_properties) {
  MessageMarking marking = security_marking();
  EXPECT_EQ(metered_bytes("0123456789", marking), 10U + 16 + 5 + 37);
  marking.user_id = "u@x";
  marking.expiry = "2026-01-02T03:04:05Z";
  EXPECT_EQ(metered_bytes("0123456789", marking), 10U + 16 + 5 + 37 + 3 + 20);
  marking.user_id.clear();
  marking.expiry.clear();
  marking.application_properties = {{"MessagePriority", "High"}};
  EXPECT_EQ(metered_bytes("0123456789", marking), 10U + 16 + 5 + 37 + 15 + 4);
}

TEST(MessageMarking, percent_encoding_keeps_only_what_is_unreserved) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded(std::string_view("\0\x7f\xff!'()*", 8)), "%00%7F%FF%21%27%28%29%2A");
}

}  // namespace
}  // namespace picket
