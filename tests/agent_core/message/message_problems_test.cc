#include "agent_core/message/message_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/agent_core/message/random_message.h"

namespace picket {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kId(36, '1');

std::string event(std::string_view name, std::string_view payload, std::string_view category = "Triggered") {
  std::string text = R"({"Category":")";
  text.append(category).append(R"(","EventType":"Security","Name":")").append(name);
  text.append(R"(","PayloadSchemaVersion":"1.0","Id":")").append(kId);
  text.append(R"(","TimestampLocal":"2026-01-01T00:00:00Z","TimestampUTC":"2026-01-01T00:00:00Z","IsEmpty":false,)");
  return text.append(R"("Payload":[)").append(payload).append("]}");
}

std::string message(std::string_view events) {
  std::string text = R"({"AgentVersion":"1","AgentId":")" + kId + R"(","MessageSchemaVersion":"1.0","Events":[)";
  return text.append(events).append("]}");
}

std::vector<std::string> lines(const std::string& json, std::size_t max_problems = 100) {
  std::vector<std::string> list;
  for (const MessageProblem& problem : find_message_problems(json, max_problems)) list.push_back(to_string(problem));
  return list;
}

constexpr std::string_view kProcess =
    R"({"Executable":"/bin/sh","CommandLine":"sh","UserId":"0","ProcessId":1,"ParentProcessId":1})";
constexpr std::string_view kFlow =
    R"({"Protocol":"tcp","Direction":"In","RemoteAddress":"192.0.2.1","RemotePort":"","Executable":"x","ProcessId":0})";

TEST(MessageProblems, a_message_of_the_schema_has_none) {
  EXPECT_THAT(lines(message(event("ProcessCreate", kProcess) + "," + event("ConnectionCreate", kFlow))), IsEmpty());
  std::string empty = event("LocalUsers", "", "Periodic");
  empty.replace(empty.find("false"), 5, "true");
  EXPECT_THAT(lines(message(empty)), IsEmpty());
}

TEST(MessageProblems, every_one_is_named_with_its_place_and_what_was_meant) {
  std::string wrong = event("ProcessCreate",
                            R"({"Executable":7,"Commandline":"sh","UserId":"0","ProcessId":"1","ParentProcessId":1.5,)"
                            R"("ExtraDetails":{"Hash":"00","Size":3}})");
  wrong += "," + event("ConectionCreate", kFlow);
  wrong += "," + event("ConnectionCreate",
                       R"({"Protocol":"tcp","Direction":"in","RemoteAddress":"192.0.2.256","RemotePort":0,)"
                       R"("Executable":"x","ProcessId":0})");
  EXPECT_THAT(
      lines(message(wrong)),
      ElementsAre(
          "Events[0].Payload[0].Executable: found an integer, expected a text",
          "Events[0].Payload[0].Commandline: found an unknown field, expected one of Executable, ProcessId, "
          "ParentProcessId, UserId, UserName, CommandLine, ExtraDetails; did you mean 'CommandLine'?",
          "Events[0].Payload[0].ProcessId: found the text '1', expected an integer",
          "Events[0].Payload[0].ParentProcessId: found a number with a fraction, expected an integer",
          "Events[0].Payload[0].ExtraDetails.Size: found an integer, expected a text: ExtraDetails holds texts only",
          "Events[0].Payload[0].CommandLine: missing, expected a text",
          "Events[1].Name: found the text 'ConectionCreate', expected one of ProcessCreate, ConnectionCreate, Login, "
          "ProcessTerminate, SystemInformation, ListeningPorts, LocalUsers, FirewallConfiguration, ConnectedHardware, "
          "OSBaseline, Diagnostic, ConfigurationError, DroppedEventsStatistics, MessageStatistics; did you mean "
          "'ConnectionCreate'?",
          "Events[2].Payload[0].Direction: found the text 'in', expected one of In, Out; did you mean 'In'?",
          "Events[2].Payload[0].RemoteAddress: found the text '192.0.2.256', expected an IPv4 or IPv6 address as a text",
          "Events[2].Payload[0].RemotePort: found an integer, expected a port as a text, for example \"443\""));
}

TEST(MessageProblems, the_envelope_and_the_head_of_an_event_count_as_well) {
  EXPECT_THAT(lines("[]"), ElementsAre("message: found a list, expected an object"));
  EXPECT_THAT(lines("{}"), SizeIs(4));
  EXPECT_THAT(lines(message("")), ElementsAre("Events: found an empty list, expected at least one event"));
  EXPECT_THAT(lines(message("7")), ElementsAre("Events[0]: found an integer, expected an object"));
  std::string two = message(event("ProcessCreate", kProcess));
  two.insert(1, R"("AgentVersion":"2","agentid":"",)");
  EXPECT_THAT(lines(two), ElementsAre("agentid: found an unknown field, expected one of AgentVersion, AgentId, "
                                      "MessageSchemaVersion, Events; did you mean 'AgentId'?",
                                      "AgentVersion: found the name twice, expected it once"));
  std::string head = event("ProcessCreate", kProcess, "Aggregated");
  head.replace(head.find(kId), 36, "short");
  head.replace(head.find(R"("TimestampUTC":"2026)"), 20, R"("TimestampUTC":"20x6)");
  head.replace(head.find("false"), 5, "true");
  EXPECT_THAT(lines(message(head)),
              ElementsAre("Events[0].Id: found the text 'short', expected a text of 36 characters",
                          "Events[0].TimestampUTC: found the text '20x6-01-01T00:00:00Z', expected a time, for example "
                          "\"2026-01-31T23:59:59Z\"",
                          "Events[0].Category: found the text 'Aggregated', expected the text 'Triggered'",
                          "Events[0].IsEmpty: found true, expected false: only a Periodic event may be empty"));
}

// A reader of JSON keeps one of the two values, and readers differ in which.
TEST(MessageProblems, names_of_extra_details_are_given_once) {
  const auto with_details = [](std::string_view details) {
    return message(event("Login", R"({"ProcessId":1,"UserId":"0","Operation":"login","Executable":"sshd","Result":"Fail","ExtraDetails":)" +
                                      std::string(details) + "}"));
  };
  EXPECT_THAT(lines(with_details(R"({"Slot":"a","Signer":"x"})")), ElementsAre());
  EXPECT_THAT(lines(with_details(R"({"Slot":"a","Signer":"x","Slot":"b","Slot":1})")),
              ElementsAre("Events[0].Payload[0].ExtraDetails.Slot: found the name twice, expected it once",
                          "Events[0].Payload[0].ExtraDetails.Slot: found the name twice, expected it once",
                          "Events[0].Payload[0].ExtraDetails.Slot: found an integer, expected a text: ExtraDetails holds texts only"));
}

TEST(MessageProblems, a_login_needs_a_user_by_id_or_name) {
  constexpr std::string_view kLogin = R"({"ProcessId":1,"Operation":"login","Executable":"sshd","Result":"Fail"})";
  EXPECT_THAT(lines(message(event("Login", kLogin))),
              ElementsAre("Events[0].Payload[0]: found neither UserId nor UserName, expected one of the two"));
}

TEST(MessageProblems, what_is_no_json_or_too_large_is_one_problem) {
  EXPECT_THAT(lines(""), ElementsAre(HasSubstr("bytes that cannot be parsed, expected JSON in UTF-8")));
  EXPECT_THAT(lines("{\"AgentVersion\":\"\xff\"}"), ElementsAre(HasSubstr("cannot be parsed")));
  EXPECT_THAT(lines(std::string(262'145, ' ')), ElementsAre("message: found 262145 bytes, expected at most 262144; "
                                                            "send it in parts"));
}

TEST(MessageProblems, their_number_and_what_they_show_are_bounded) {
  std::string many;
  for (int i = 0; i < 3'000; ++i) many += i == 0 ? "7" : ",7";
  const auto problems = find_message_problems(message(many), 10);
  ASSERT_EQ(problems.size(), 11U);
  EXPECT_EQ(to_string(problems.back()), "message: found more problems; only the first are listed");
  EXPECT_EQ(find_message_problems(message(many), 3'000).size(), 3'000U);

  const std::string euro = "\xe2\x82\xac";
  std::string name = "a\\u0007";
  for (int i = 0; i < 30; ++i) name += euro;
  // 2 bytes and then 19 signs of 3 make 59; a 20th would pass 60.
  std::string cut = "Events[0].Name: found the text 'a\\x07";
  for (int i = 0; i < 19; ++i) cut += euro;
  EXPECT_THAT(lines(message(event(name, kProcess))), ElementsAre(HasSubstr(cut + "...', expected")));
}

TEST(MessageProblems, a_text_from_outside_is_quoted_printable_and_cut_after_60_bytes_between_characters) {
  EXPECT_EQ(quoted_text(""), "''");
  EXPECT_EQ(quoted_text("a\x1b[31m"), "'a\\x1b[31m'");
  EXPECT_EQ(quoted_text(std::string(60, 'x')), "'" + std::string(60, 'x') + "'");
  EXPECT_EQ(quoted_text(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
  EXPECT_EQ(quoted_text(std::string(59, 'x') + "\u00e9"), "'" + std::string(59, 'x') + "...'");
}

}  // namespace
}  // namespace picket
