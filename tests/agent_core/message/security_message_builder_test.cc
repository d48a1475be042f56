#include "agent_core/message/security_message_builder.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"
#include "tests/agent_core/message/recording_transport.h"

namespace picket {
namespace {

const Uuid kAgent{0x072f3eca3db045ba, 0x8174fa383bc93caf};
const Uuid kEvent{0x1111111122223333, 0x4444555555555555};
const Time kTime = Time::from_unix_seconds(1'767'225'600);  // 2026-01-01T00:00:00Z

PayloadItem process() {
  return {{"Executable", "/bin/sh"}, {"CommandLine", "sh -c \"id\""}, {"UserId", "0"}, {"ProcessId", 42},
          {"ParentProcessId", 1}};
}

TEST(SecurityMessageBuilder, writes_the_message_in_the_key_order_of_the_c_agent) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreate", kEvent, kTime, process());
  const auto built = builder.build();
  ASSERT_TRUE(built.ok());
  EXPECT_EQ(built.value().body,
            R"({"AgentVersion":"1.0","AgentId":"072f3eca-3db0-45ba-8174-fa383bc93caf","MessageSchemaVersion":"1.0",)"
            R"("Events":[{"Category":"Triggered","EventType":"Security","Name":"ProcessCreate",)"
            R"("PayloadSchemaVersion":"1.0","Id":"11111111-2222-3333-4444-555555555555",)"
            R"("TimestampLocal":"2026-01-01T00:00:00Z","TimestampUTC":"2026-01-01T00:00:00Z","IsEmpty":false,)"
            R"("Payload":[{"Executable":"/bin/sh","CommandLine":"sh -c \"id\"","UserId":"0","ProcessId":42,)"
            R"("ParentProcessId":1}]}]})");
  EXPECT_EQ(built.value().body.size(), builder.size());
  EXPECT_EQ(built.value().marking, security_marking());
}

TEST(SecurityMessageBuilder, what_it_built_is_read_by_the_strict_decoder) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreate", kEvent, kTime, process());
  TextTable texts;
  DecodedMessage decoded;
  DecodeLimits limits;
  limits.tolerant = false;
  ASSERT_TRUE(decode(Encoding::kG1Json, builder.build().value().body, limits, texts, decoded).ok());
  ASSERT_EQ(decoded.observations.size(), 1U);
  EXPECT_EQ(decoded.agent_id, kAgent);
  const auto& record = std::get<ProcessRecord>(decoded.observations[0].record);
  EXPECT_EQ(texts.render(record.commandline), "sh -c \"id\"");
  EXPECT_EQ(record.process_id, 42U);
  EXPECT_EQ(decoded.observations[0].last_time, kTime);
}

TEST(SecurityMessageBuilder, local_time_carries_its_zone) {
  const auto local_of = [](Duration offset) {
    SecurityMessageBuilder builder(kAgent, "");
    builder.add(SecurityEvent{"LocalUsers", kEvent, kTime, {}, offset});
    const auto built = builder.build();
    if (!built.ok()) return to_string(built.error().at(0));
    const std::string& body = built.value().body;
    const std::size_t at = body.find("Local\":\"") + 8;
    EXPECT_NE(body.find("\"TimestampUTC\":\"2026-01-01T00:00:00Z\",\"IsEmpty\":true,\"Payload\":[]"), std::string::npos);
    return body.substr(at, body.find('"', at) - at);
  };
  EXPECT_EQ(local_of({}), "2026-01-01T00:00:00Z");
  EXPECT_EQ(local_of(Duration::minutes(330)), "2026-01-01T05:30:00+05:30");
  EXPECT_EQ(local_of(Duration::hours(-8)), "2025-12-31T16:00:00-08:00");
  EXPECT_EQ(local_of(Duration::seconds(90)), "Events[0].utc_offset: found no zone, expected whole minutes within +-14 h");
  EXPECT_EQ(local_of(Duration::hours(15)), "Events[0].utc_offset: found no zone, expected whole minutes within +-14 h");
}

// A clock that was never set may say 1969; that would be written as 1970, which is another time.
TEST(SecurityMessageBuilder, times_that_have_no_text_are_problems) {
  const auto problem_of = [](Time time, Duration offset) {
    SecurityMessageBuilder builder(kAgent, "1.0");
    builder.add(SecurityEvent{"ProcessCreate", kEvent, time, {process()}, offset});
    const auto built = builder.build();
    return built.ok() ? std::string() : to_string(built.error().at(0));
  };
  const Time last = Time::from_unix_seconds(253'402'300'799);
  EXPECT_EQ(problem_of(Time(), Duration()), "");
  EXPECT_EQ(problem_of(last, Duration()), "");
  for (const Time time : {Time::from_unix_microseconds(-1), Time::from_unix_seconds(-86'400), Time::min(), last + Duration::seconds(1), Time::max()}) {
    EXPECT_EQ(problem_of(time, Duration()), "Events[0].time: found a time outside of the years 1970 to 9999, expected a time within them");
  }
  EXPECT_EQ(problem_of(Time::from_unix_seconds(1'800), -Duration::hours(1)),
            "Events[0].utc_offset: found a local time outside of the years 1970 to 9999, expected one within them");
  EXPECT_EQ(problem_of(Time::from_unix_seconds(1'800), Duration::hours(1)), "");
}

TEST(SecurityMessageBuilder, properties_that_a_hub_would_refuse_are_problems) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreate", kEvent, kTime, process());
  builder.marking().application_properties = {{"MessagePriority", "High"}, {"MessagePriority", "Low"}};
  const auto built = builder.build();
  ASSERT_FALSE(built.ok());
  ASSERT_EQ(built.error().size(), 1U);
  EXPECT_EQ(to_string(built.error()[0]), "application_properties[1].name: found 'MessagePriority' twice, expected it once");
}

TEST(SecurityMessageBuilder, details_given_twice_are_a_problem) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  PayloadItem item = process();
  item.push_back({"ExtraDetails", PayloadDetails{{"Slot", "a"}, {"Slot", "b"}}});
  builder.add("ProcessCreate", kEvent, kTime, item);
  const auto built = builder.build();
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(to_string(built.error().at(0)), "Events[0].Payload[0].ExtraDetails.Slot: found the name twice, expected it once");
}

TEST(SecurityMessageBuilder, names_every_problem_at_once_and_sends_nothing) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreat", kEvent, kTime, {});
  builder.add("Login", kEvent, kTime,
              {{"Executable", "sshd"}, {"ProcessId", true}, {"Operation", "login"}, {"Result", "success"}});
  test::RecordingTransport transport;
  const SendReport report = builder.send(transport, {"d", "m"});
  EXPECT_TRUE(transport.bodies.empty());
  std::vector<std::string> paths;
  for (const MessageProblem& problem : report.problems) paths.push_back(problem.path + problem.hint);
  EXPECT_EQ(paths, (std::vector<std::string>{"Events[0].Namedid you mean 'ProcessCreate'?",
                                             "Events[1].Payload[0].ProcessId",
                                             "Events[1].Payload[0].Resultdid you mean 'Success'?",
                                             "Events[1].Payload[0]"}));
}

TEST(SecurityMessageBuilder, texts_that_are_not_utf8_are_named_by_their_place) {
  SecurityMessageBuilder builder(kAgent, "\xff");
  builder.add("ProcessCreate", kEvent, kTime,
              {{"Executable", "\xc3"}, {"CommandLine", ""}, {"UserId", "0"}, {"ProcessId", 1}, {"ParentProcessId", 1},
               {"ExtraDetails", PayloadDetails{{"A", "ok"}, {"B", "\x80"}}}});
  const auto built = builder.build();
  ASSERT_FALSE(built.ok());
  std::vector<std::string> lines;
  for (const MessageProblem& problem : built.error()) lines.push_back(to_string(problem));
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "AgentVersion: found 1 bytes that are not UTF-8, expected UTF-8 text",
                       "Events[0].Payload[0].Executable: found 1 bytes that are not UTF-8, expected UTF-8 text",
                       "Events[0].Payload[0].ExtraDetails.B: found 1 bytes that are not UTF-8, expected UTF-8 text"}));
  builder.clear();
  builder.add("ProcessCreate", kEvent, kTime, process());
  EXPECT_EQ(builder.build().error().size(), 1U);  // the version is still wrong
}

TEST(SecurityMessageBuilder, a_message_is_bounded_and_an_event_beyond_is_a_problem) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  const SecurityEvent event{"ProcessCreate", kEvent, kTime, {process()}, {}};
  while (builder.fits(event)) builder.add(event);
  const std::size_t full = builder.size();
  const std::size_t events = builder.events();
  ASSERT_TRUE(builder.build().ok());
  test::RecordingTransport transport;
  EXPECT_TRUE(builder.send(transport, {"d", "m"}).sent());

  SecurityEvent huge = event;
  huge.items[0][1].value = std::string(kMaxMessageBytes, 'x');
  EXPECT_FALSE(builder.fits(huge));
  builder.add(huge);
  EXPECT_EQ(builder.size(), full);
  EXPECT_EQ(builder.events(), events);
  const auto built = builder.build();
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.error().at(0).path, "Events[" + std::to_string(events) + "]");
  EXPECT_EQ(built.error().at(0).expected, "at most 262144");
  EXPECT_FALSE(builder.send(transport, {"d", "m"}).sent());
  builder.clear();
  EXPECT_TRUE(builder.empty());
  builder.add(event);
  EXPECT_TRUE(builder.build().ok());
}

// The body may be full and the properties then make it too large: IoT Hub counts both.
TEST(SecurityMessageBuilder, properties_count) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreate", kEvent, kTime, process());
  const std::size_t rest = kMaxMessageBytes - metered_bytes(builder.build().value().body, security_marking());
  builder.marking().application_properties = {{"p", std::string(rest - 1, 'v')}};
  EXPECT_TRUE(builder.build().ok());
  builder.marking().application_properties = {{"p", std::string(rest, 'v')}};
  EXPECT_EQ(builder.build().error().at(0).found, "262145 bytes with its properties");
}

TEST(SecurityMessageBuilder, an_error_of_the_transport_reaches_the_program) {
  SecurityMessageBuilder builder(kAgent, "1.0");
  builder.add("ProcessCreate", kEvent, kTime, process());
  test::RecordingTransport transport;
  transport.answer = TransportError{"not connected", true};
  const SendReport report = builder.send(transport, {"d", "m"});
  EXPECT_FALSE(report.sent());
  EXPECT_EQ(report.error->reason, "not connected");
}

TEST(SecurityMessageBuilder, an_empty_message_is_a_problem_and_there_are_14_events) {
  EXPECT_EQ(SecurityMessageBuilder(kAgent, "").build().error().at(0).path, "Events");
  EXPECT_EQ(security_event_names().size(), 14U);
}

// Whatever a program puts in: no crash, and either problems or a message of the strict schema; the size is
// that of the bytes.
TEST(SecurityMessageBuilder, arbitrary_fields_give_problems_or_a_message_that_is_read) {
  const auto names = security_event_names();
  std::size_t good = 0;
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    RandomStream random(seed, 4, 0, Purpose::kTest);
    const auto text = [&] {
      std::string t;
      for (auto n = random.below(6); n > 0; --n) t += static_cast<char>(random.chance(0.9) ? random.below(128) : random.below(256));
      return t;
    };
    SecurityMessageBuilder builder(kAgent, "1.0");
    SecurityEvent event{std::string(names[random.below(names.size())]), kEvent, kTime, {process()}, {}};
    if (random.chance(0.7)) event.name = "ProcessCreate";
    for (auto n = random.below(3); n > 0; --n) {
      PayloadItem& item = event.items[0];
      NamedValue& field = item[random.below(item.size())];
      switch (random.below(5)) {
        case 0:
          field.name = text();
          break;
        case 1:
          field.value = text();
          break;
        case 2:
          field.value = static_cast<std::int64_t>(random.next());
          break;
        case 3:
          item.push_back({"ExtraDetails", PayloadDetails{{text(), text()}}});
          break;
        default:
          event.name = text();
      }
    }
    builder.add(event);
    const auto built = builder.build();
    if (!built.ok()) {
      EXPECT_FALSE(built.error().empty());
      continue;
    }
    ++good;
    TextTable texts;
    DecodedMessage decoded;
    DecodeLimits limits;
    limits.tolerant = false;
    ASSERT_EQ(built.value().body.size(), builder.size());
    ASSERT_TRUE(decode(Encoding::kG1Json, built.value().body, limits, texts, decoded).ok()) << built.value().body;
  }
  EXPECT_GT(good, 500U);
}

}  // namespace
}  // namespace picket
