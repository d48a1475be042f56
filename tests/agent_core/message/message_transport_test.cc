#include "agent_core/message/message_transport.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/agent_core/message/recording_transport.h"

namespace picket {
namespace {

MarkedMessage small() { return {"{}", security_marking()}; }

TEST(MessageTransport, hands_over_topic_body_and_marking) {
  test::RecordingTransport transport;
  const SendReport report = send_message(transport, {"d", "m"}, small());
  EXPECT_TRUE(report.sent());
  ASSERT_EQ(transport.topics.size(), 1U);
  EXPECT_EQ(transport.topics[0], mqtt_topic("d", "m", security_marking()));
  EXPECT_EQ(transport.bodies[0], "{}");
}

TEST(MessageTransport, reports_what_the_transport_answers_and_lets_its_exceptions_through) {
  test::RecordingTransport transport;
  transport.answer = TransportError{"not connected", true};
  const SendReport report = send_message(transport, {"d", "m"}, small());
  EXPECT_FALSE(report.sent());
  EXPECT_EQ(report.error, transport.answer);
  EXPECT_TRUE(report.problems.empty());
  transport.throws = true;
  EXPECT_THROW(send_message(transport, {"d", "m"}, small()), std::runtime_error);
}

TEST(MessageTransport, does_not_ask_it_for_properties_that_a_hub_would_refuse) {
  test::RecordingTransport transport;
  MarkedMessage message = small();
  message.marking.application_properties = {{"$.ifid", "x"}, {"a", "\xff"}};
  const SendReport report = send_message(transport, {"d", ""}, message);
  ASSERT_EQ(report.problems.size(), 2U);
  EXPECT_EQ(report.problems[0].path, "application_properties[0].name");
  EXPECT_EQ(report.problems[1].path, "application_properties[1].value");
  // The topic holds them percent-encoded, three bytes for each of these; MQTT has 65,535 for all of it.
  message.marking.application_properties = {{"p", ""}};
  const std::size_t room = (kMaxTopicBytes - mqtt_topic("d", "", message.marking).size()) / 3;
  message.marking.application_properties = {{"p", std::string(room, ' ')}};
  EXPECT_TRUE(send_message(transport, {"d", ""}, message).sent());
  message.marking.application_properties = {{"p", std::string(room + 1, ' ')}};
  const SendReport long_topic = send_message(transport, {"d", ""}, message);
  ASSERT_EQ(long_topic.problems.size(), 1U);
  EXPECT_EQ(long_topic.problems[0].expected, "at most 65535");
  EXPECT_EQ(transport.bodies.size(), 1U);
}

TEST(MessageTransport, does_not_ask_it_for_names_that_would_change_the_topic_nor_for_what_is_too_large) {
  test::RecordingTransport transport;
  for (const char* name : {"", "a/b", "a+", "#", "a b", "\xc3\xbc", "a\n"}) {
    const SendReport report = send_message(transport, {name, ""}, small());
    ASSERT_EQ(report.problems.size(), 1U) << name;
    EXPECT_EQ(report.problems[0].path, "sender.device");
  }
  EXPECT_EQ(send_message(transport, {"d", "x/y"}, small()).problems.at(0).path, "sender.module");
  EXPECT_EQ(send_message(transport, {std::string(129, 'd'), ""}, small()).problems.size(), 1U);
  // 58 bytes are the values of the system properties.
  MarkedMessage full{std::string(kMaxMessageBytes - 58, 'x'), security_marking()};
  EXPECT_TRUE(send_message(transport, {std::string(128, 'd'), ""}, full).sent());
  full.body += 'x';
  EXPECT_EQ(send_message(transport, {"d", ""}, full).problems.at(0).found, "262145 bytes with its properties");
  EXPECT_EQ(transport.bodies.size(), 1U);
}

}  // namespace
}  // namespace picket
