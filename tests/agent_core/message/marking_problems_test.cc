#include "agent_core/message/marking_problems.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines(const MessageMarking& marking, MarkingProtocol protocol = MarkingProtocol::kMqttOrAmqp) {
  std::vector<std::string> out;
  for (const MessageProblem& problem : find_marking_problems(marking, protocol)) out.push_back(to_string(problem));
  return out;
}

// The last is what came through a hub's MQTT and AMQP unchanged (iot-hub.md, "survived end to end").
TEST(MarkingProblems, has_none_with_what_agents_send) {
  EXPECT_THAT(lines(MessageMarking{}), IsEmpty());
  EXPECT_THAT(lines(security_marking()), IsEmpty());
  EXPECT_THAT(lines(micro_agent_marking(MessageSource::kLinux)), IsEmpty());
  MessageMarking marking = security_marking();
  marking.message_id = "11111111-2222-3333-4444-555555555555";
  marking.correlation_id = "corr 1/x";
  marking.application_properties = {{"MessagePriority", "High"}, {"sp ace&=", "a/b+c \xc3\xbc%"}, {"empty", ""}};
  EXPECT_THAT(lines(marking), IsEmpty());
}

TEST(MarkingProblems, ids_are_short_and_of_the_published_characters) {
  MessageMarking marking;
  marking.message_id = "aZ09-:.+%_#*?!(),=@;$'";
  EXPECT_THAT(lines(marking), IsEmpty());
  marking.message_id = std::string(kMaxMessageId, 'x');
  EXPECT_THAT(lines(marking), IsEmpty());
  marking.message_id += 'x';
  EXPECT_THAT(lines(marking), ElementsAre("message_id: found 129 characters, expected at most 128 ASCII letters, digits and -:.+%_#*?!(),=@;$'"));
  for (const char* id : {"a b", "a/b", "\xc3\xbc", "a\n"}) {
    marking.message_id = id;
    EXPECT_EQ(lines(marking).size(), 1U) << id;
  }
}

TEST(MarkingProblems, names_are_there_once_and_not_the_systems) {
  MessageMarking marking;
  marking.application_properties = {{"", "x"}, {"a", "1"}, {"a", "2"}, {"$.ifid", "mine"}, {"$id", "fine"}};
  EXPECT_THAT(lines(marking),
              ElementsAre("application_properties[0].name: found an empty name, expected a name",
                          "application_properties[2].name: found 'a' twice, expected it once",
                          "application_properties[3].name: found '$.ifid', expected a name without '$.' in front, which would set a "
                          "property of the system"));
}

TEST(MarkingProblems, texts_are_utf8_without_controls) {
  MessageMarking marking;
  marking.content_type = "application/json\r\n";
  marking.application_properties = {{"a\x01", "ok"}, {"b", "\xff"}, {"c", std::string("x\0y", 3)}};
  EXPECT_THAT(lines(marking),
              ElementsAre("content_type: found 'application/json\\x0d\\x0a', expected a text in UTF-8 without control characters",
                          "application_properties[0].name: found 'a\\x01', expected a text in UTF-8 without control characters",
                          "application_properties[1].value: found '\\xff', expected a text in UTF-8 without control characters",
                          "application_properties[2].value: found 'x\\x00y', expected a text in UTF-8 without control characters"));
}

TEST(MarkingProblems, every_system_property_is_a_text) {
  MessageMarking marking;
  marking.correlation_id = marking.user_id = marking.to = marking.content_encoding = marking.interface_id = marking.expiry = "\n";
  std::string named;
  for (const std::string& line : lines(marking)) named += line.substr(0, line.find(':')) + ' ';
  EXPECT_EQ(named, "correlation_id user_id to content_encoding interface_id expiry ");
}

// As headers of HTTPS they hold the published characters alone.
TEST(MarkingProblems, are_more_over_https) {
  MessageMarking marking = security_marking();
  marking.application_properties = {{"aZ09!#$%&'*+-.^_`|~", "v"}};
  EXPECT_THAT(lines(marking, MarkingProtocol::kHttps), IsEmpty());
  marking.application_properties = {{"sp ace", "a/b"}};
  EXPECT_THAT(lines(marking, MarkingProtocol::kHttps),
              ElementsAre("application_properties[0].name: found 'sp ace', expected ASCII letters, digits and !#$%&'*+-.^_`|~",
                          "application_properties[0].value: found 'a/b', expected ASCII letters, digits and !#$%&'*+-.^_`|~"));
}

TEST(MarkingProblems, shows_a_long_text_short) {
  MessageMarking marking;
  marking.application_properties = {{"a", std::string(1'000, 'x') + "\x01"}};
  EXPECT_THAT(lines(marking), ElementsAre("application_properties[0].value: found '" + std::string(60, 'x') +
                                          "...', expected a text in UTF-8 without control characters"));
}

}  // namespace
}  // namespace picket
