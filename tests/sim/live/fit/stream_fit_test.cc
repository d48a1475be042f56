#include "sim/live/fit/stream_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

constexpr Time kFitStart = Time::from_unix_seconds(1'790'000'000);

/// A message of generation 1 with these observations.
EventRead fit_event(const std::string& device, Time at, std::uint32_t number, const TextTable& texts, const std::vector<Observation>& observations) {
  EventRead read;
  read.event.device = device;
  read.event.module = "azureiotsecurity";
  read.event.interface_id = std::string(kSecurityInterfaceId);
  read.event.message_id = device + "-" + std::to_string(number);
  read.event.content_type = "application/json";
  read.event.sequence_number = number;
  read.event.enqueued_time = at;
  encode(Encoding::kG1Json, {}, SecurityMessage{number, at, observations, {}}, texts, read.event.body);
  return read;
}

EventRead fit_exec(const std::string& device, Time at, std::uint32_t number, const std::string& line = "/bin/ls") {
  TextTable texts;
  return fit_event(device, at, number, texts, {{ProcessRecord{texts.intern(line), texts.intern("/bin/ls"), 1, 1, 0, ProcessOperation::kExec}, 1, at, at, at, at, false}});
}

TEST(StreamFit, counts_what_comes_and_keeps_it_by_device) {
  StreamFit fit;
  fit.take(fit_exec("a", kFitStart, 1), kFitStart);
  fit.take(fit_exec("b", kFitStart + Duration::minutes(1), 2), kFitStart);
  fit.take(fit_exec("a", kFitStart + Duration::minutes(10), 3), kFitStart);
  EXPECT_EQ(fit.counts().messages, 3U);
  EXPECT_TRUE(fit.counts().balances());
  ASSERT_EQ(fit.devices().size(), 2U);
  const ObservedDevice& a = fit.devices()[0];
  EXPECT_EQ(a.messages, 2U);
  EXPECT_EQ(a.longest_gap, Duration::minutes(10));
  EXPECT_EQ(a.guess, AgentGuess::kG1C);
  EXPECT_EQ(a.find(EventSort::kExec)->hits, 2);
  EXPECT_EQ(a.find(EventSort::kLogin), nullptr);
  EXPECT_EQ(fit.texts().at(a.find(EventSort::kExec)->values.by_frequency().at(0).text), "/bin/ls");
  EXPECT_EQ(fit.spans().at(0).end, kFitStart + Duration::minutes(10));
}

// 90 hits from half an hour before the stream to an hour after its begin: a third of them happened before.
TEST(StreamFit, hits_of_a_window_that_began_before_the_stream_are_parted) {
  StreamFit fit;
  fit.take(fit_exec("other", kFitStart, 1), kFitStart);
  TextTable texts;
  Observation merged{ProcessRecord{texts.intern("x"), texts.intern("x"), 0, 0, 0, ProcessOperation::kExec}, 90, {}, {}, kFitStart - Duration::minutes(30), kFitStart + Duration::hours(1), true};
  merged.first_time = merged.window_start;
  merged.last_time = merged.window_end;
  fit.take(fit_event("a", kFitStart + Duration::hours(1), 2, texts, {merged}), kFitStart + Duration::hours(1));
  const ObservedSort* const seen = fit.devices()[1].find(EventSort::kExec);
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(seen->hits, 90);
  EXPECT_NEAR(seen->before, 30, 0.01);
  EXPECT_NEAR(seen->bins.total_before(TimeBins::bin_at(kFitStart + Duration::hours(2), seen->bins.level())), 60, 0.01);
  EXPECT_EQ(seen->longest_age, Duration::minutes(90));
}

TEST(StreamFit, a_repeated_message_is_taken_once) {
  StreamFit fit;
  fit.take(fit_exec("a", kFitStart, 1), kFitStart);
  fit.take(fit_exec("a", kFitStart, 1), kFitStart);
  EXPECT_EQ(fit.counts().not_analysed[NotAnalysed::kRepeated], 1U);
  EXPECT_EQ(fit.devices()[0].messages, 1U);
}

TEST(StreamFit, bytes_of_outside_are_counted_by_what_is_wrong) {
  StreamFit fit;
  EventRead broken = fit_exec("a", kFitStart, 1);
  broken.event.body = broken.event.body.substr(0, broken.event.body.size() / 2);
  fit.take(broken, kFitStart);
  EventRead squeezed = fit_exec("a", kFitStart, 2);
  squeezed.event.body = "\x28\xb5\x2f\xfd no frame";
  fit.take(squeezed, kFitStart);
  EventRead empty = fit_exec("a", kFitStart, 3);
  empty.event.body.clear();
  fit.take(empty, kFitStart);
  EventRead faulty = fit_exec("", kFitStart, 4);
  faulty.fault = EventFault::kNoDevice;
  fit.take(faulty, kFitStart);
  EventRead telemetry = fit_exec("a", kFitStart, 5);
  telemetry.event.interface_id.clear();
  fit.take(telemetry, kFitStart);
  EventRead twin = fit_exec("a", kFitStart, 6);
  twin.event.source = EventSource::kTwinChange;
  fit.take(twin, kFitStart);
  const StreamFitCounts& c = fit.counts();
  EXPECT_EQ(c.received, 6U);
  EXPECT_EQ(c.undecodable.total(), 2U);
  EXPECT_EQ(c.not_decompressed, 1U);
  EXPECT_EQ(c.faulty[EventFault::kNoDevice], 1U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kOtherTelemetry], 1U);
  EXPECT_EQ(c.not_analysed[NotAnalysed::kOtherHubEvent], 1U);
  EXPECT_EQ(c.messages, 0U);
  EXPECT_TRUE(c.balances());
}

TEST(StreamFit, devices_and_texts_beyond_their_bounds_are_counted) {
  StreamFit fit({.max_devices = 3, .max_texts = 5, .max_text_bytes = 1'000});
  std::uint32_t number = 0;
  for (int d = 0; d < 5; ++d) {
    for (int i = 0; i < 4; ++i) {
      ++number;
      fit.take(fit_exec("d" + std::to_string(d), kFitStart + Duration::seconds(number), number, "/bin/x" + std::to_string(number)), kFitStart + Duration::hours(1));
    }
  }
  EXPECT_EQ(fit.devices().size(), 3U);
  EXPECT_EQ(fit.counts().not_analysed[NotAnalysed::kTooManyDevices], 8U);
  EXPECT_GT(fit.texts().refused(), 0U);
  EXPECT_TRUE(fit.counts().balances());
  const ObservedSort* const last = fit.devices()[2].find(EventSort::kExec);
  EXPECT_EQ(last->values.total(), 4) << "what found no room is in the rest";
  EXPECT_EQ(last->values.rest(), 4);
}

// A device whose clock is a year ahead, or twenty years behind, spoils no bins.
TEST(StreamFit, wrong_clocks_are_counted_and_taken_at_the_arrival) {
  StreamFit fit;
  TextTable texts;
  const auto at = [&texts](Time time) { return Observation{ProcessRecord{texts.intern("x"), texts.intern("x"), 1, 1, 0, ProcessOperation::kExec}, 1, time, time, time, time, false}; };
  fit.take(fit_event("a", kFitStart, 1, texts, {at(kFitStart + Duration::days(365))}), kFitStart);
  fit.take(fit_event("a", kFitStart + Duration::minutes(5), 2, texts, {at(kFitStart - Duration::days(7'300))}), kFitStart);
  EXPECT_EQ(fit.counts().clock_ahead, 1U);
  EXPECT_EQ(fit.counts().clock_behind, 1U);
  const ObservedSort* const seen = fit.devices()[0].find(EventSort::kExec);
  EXPECT_EQ(seen->bins.level(), 0U);
  EXPECT_EQ(seen->hits, 2);
}

TEST(StreamFit, a_hub_s_clock_beyond_ours_is_held_back) {
  StreamFit fit;
  fit.take(fit_exec("a", kFitStart + Duration::days(3'000), 1), kFitStart);
  EXPECT_EQ(fit.spans().at(0).end, kFitStart);
}

TEST(StreamFit, agents_are_known_by_their_form) {
  const auto guess = [](EventRead read) {
    StreamFit fit;
    fit.take(read, kFitStart);
    return fit.devices().at(0).guess;
  };
  EventRead csharp = fit_exec("a", kFitStart, 1);
  {
    TextTable texts;
    std::vector<Observation> observations{{ProcessRecord{texts.intern("x"), texts.intern("x"), 1, 1, 0, ProcessOperation::kExec}, 1, kFitStart, kFitStart, kFitStart, kFitStart, false}};
    AgentIdentity identity;
    identity.dialect = JsonDialect::kCSharpAgent;
    csharp.event.body.clear();
    encode(Encoding::kG1Json, identity, SecurityMessage{1, kFitStart, observations, {}}, texts, csharp.event.body);
  }
  EXPECT_EQ(guess(csharp), AgentGuess::kG1Csharp);
  EXPECT_EQ(guess(fit_exec("a", kFitStart, 1)), AgentGuess::kG1C);
  const auto flat = [](const std::string& module, const std::string& information) {
    TextTable texts;
    std::vector<Observation> observations{{HeartbeatRecord{}, 1, kFitStart, kFitStart, kFitStart, kFitStart, false}};
    AgentIdentity identity;
    identity.module_name = module;
    identity.agent_version = "1.2.3";
    EventRead read = fit_exec("a", kFitStart, 1);
    read.event.module = module;
    read.event.content_type.clear();
    read.event.type_information = information;
    read.event.body.clear();
    encode(Encoding::kG2FlatBuffers, identity, SecurityMessage{1, kFitStart, observations, {}}, texts, read.event.body);
    return read;
  };
  EXPECT_EQ(guess(flat("defender-iot-micro-agent", "2.3-1-0-0")), AgentGuess::kG2Rtos);
  EXPECT_EQ(guess(flat("DefenderIotMicroAgent", "2.3-1-1-0")), AgentGuess::kG2Linux);
  EXPECT_EQ(guess(flat("picketagent", "2.3-1-1-0")), AgentGuess::kPicket);
  EXPECT_EQ(guess(flat("something", "")), AgentGuess::kUnknown);
}

TEST(StreamFit, reports_say_what_a_device_is_and_holds) {
  StreamFit fit;
  TextTable texts;
  const auto report = [](const Record& record) { return Observation{record, 1, kFitStart, kFitStart, kFitStart, kFitStart, false}; };
  ListeningPortRecord port;
  port.local_port = 22;
  LocalUserRecord user;
  user.user_name = texts.intern("root");
  BaselineCheckRecord failed;
  failed.id = texts.intern("1.1");
  failed.result = BaselineResult::kFail;
  BaselineCheckRecord passed;
  passed.id = texts.intern("1.2");
  DroppedEventsRecord dropped;
  dropped.collected_events = 10;
  dropped.dropped_events = 4;
  fit.take(fit_event("a", kFitStart, 1, texts,
                     {report(SystemInformationRecord{texts.intern("Debian"), texts.intern("12"), {}, {}, {}}), report(port), report(user), report(failed), report(passed), report(dropped)}),
           kFitStart);
  const ObservedDevice& a = fit.devices().at(0);
  EXPECT_EQ(fit.texts().at(a.reports.os_name), "Debian");
  EXPECT_THAT(a.reports.listening, testing::ElementsAre(22U));
  ASSERT_EQ(a.reports.users.size(), 1U);
  EXPECT_EQ(fit.texts().at(a.reports.users[0]), "root");
  EXPECT_EQ(a.reports.baseline_checks, 2U);
  EXPECT_EQ(a.reports.baseline_failed, 1U);
  EXPECT_EQ(a.agent_lost, 4U);
}

}  // namespace
}  // namespace picket::sim
