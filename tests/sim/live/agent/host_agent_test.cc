#include "sim/live/agent/host_agent.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/live/agent/agent_side.h"
#include "tests/support/policies.h"

namespace picket::sim {
namespace {

constexpr Time kAgentBegin = Time::from_unix_seconds(1'772'496'000);
const HostAgentName kAgentName{"dev-0001", "azureiotsecurity", 11, 1};

RawEvent exec_at(HostAgent& agent, Time time, const std::string& commandline) {
  ProcessRecord record;
  record.commandline = agent.texts().intern(commandline);
  record.executable = agent.texts().intern("/bin/sh");
  return {time, record};
}
void give(HostAgent& agent, Time now, std::vector<RawEvent> events) { agent.observe_events(now, events); }

TEST(HostAgent, what_a_host_shows_leaves_in_messages_and_every_event_is_accounted_for) {
  for (const Policy& policy : {picket::test::raw_policy(), picket::test::g1_c_policy(), picket::test::g2_linux_policy(), picket::test::picket_policy()}) {
    test::KeptSide side;
    HostAgent agent(policy, kAgentName, side, kAgentBegin);
    for (int i = 0; i < 100; ++i) {
      const Time now = kAgentBegin + Duration::seconds(i);
      give(agent, now, {exec_at(agent, now, "cmd " + std::to_string(i % 7))});
      agent.advance(now);
      EXPECT_TRUE(agent.balances()) << policy.name;
    }
    agent.flush(kAgentBegin + Duration::seconds(100));
    EXPECT_EQ(agent.counts().observed, 100U) << policy.name;
    EXPECT_EQ(agent.held(), 0U) << policy.name;
    EXPECT_EQ(agent.counts().dropped.total(), 0U) << policy.name;
    EXPECT_EQ(agent.counts().carried, 100U + agent.counts().own) << policy.name;
    EXPECT_EQ(agent.wake_up(), Time::max());
    std::uint64_t hits = 0;
    for (const HostMessage& message : side.messages) hits += message.events;
    EXPECT_EQ(hits, agent.counts().carried) << policy.name;
  }
}

TEST(HostAgent, messages_are_marked_as_security_messages_of_their_schema) {
  for (const Policy& policy : {picket::test::g1_c_policy(), picket::test::g2_linux_policy()}) {
    test::KeptSide side;
    HostAgent agent(policy, kAgentName, side, kAgentBegin);
    give(agent, kAgentBegin, {exec_at(agent, kAgentBegin, "x")});
    agent.flush(kAgentBegin + Duration::seconds(1));
    ASSERT_FALSE(side.messages.empty()) << policy.name;
    for (const HostMessage& message : side.messages) {
      const MessageMarking expected = policy.encoding == Encoding::kG1Json ? security_marking() : micro_agent_marking(MessageSource::kLinux);
      EXPECT_EQ(message.marked.marking, expected);
    }
  }
}

TEST(HostAgent, times_that_go_back_count_as_the_last_that_was_seen) {
  test::KeptSide side;
  HostAgent agent(picket::test::raw_policy(), kAgentName, side, kAgentBegin);
  const Time now = kAgentBegin + Duration::seconds(10);
  give(agent, now, {exec_at(agent, now, "b"), exec_at(agent, kAgentBegin - Duration::hours(1), "a"), exec_at(agent, now + Duration::hours(1), "c")});
  agent.flush(now);
  EXPECT_EQ(agent.counts().observed, 3U);
  EXPECT_TRUE(agent.balances());
  for (const HostMessage& message : side.messages) {
    TextTable texts;
    for (const Observation& observation : test::KeptSide::read(message, texts).observations) {
      EXPECT_GE(observation.last_time, kAgentBegin);
      EXPECT_LE(observation.last_time, now);
    }
  }
}

TEST(HostAgent, a_clock_that_was_set_moves_the_times_on_the_wire) {
  test::KeptSide side;
  HostAgent agent(picket::test::raw_policy(), kAgentName, side, kAgentBegin);
  agent.set_clock(-Duration::hours(3));
  give(agent, kAgentBegin, {exec_at(agent, kAgentBegin, "x")});
  agent.flush(kAgentBegin);
  ASSERT_FALSE(side.messages.empty());
  EXPECT_EQ(side.messages[0].created, kAgentBegin - Duration::hours(3));
  TextTable texts;
  EXPECT_EQ(test::KeptSide::read(side.messages[0], texts).observations.at(0).last_time, kAgentBegin - Duration::hours(3));
}

TEST(HostAgent, lives_have_event_ids_of_their_own) {
  std::set<std::string> bodies;
  for (const std::uint64_t life : {1U, 2U, 3U}) {
    test::KeptSide side;
    HostAgentName name = kAgentName;
    name.seed = life;
    HostAgent agent(picket::test::g1_c_policy(), name, side, kAgentBegin);
    give(agent, kAgentBegin, {exec_at(agent, kAgentBegin, "x")});
    agent.flush(kAgentBegin + Duration::seconds(1));
    ASSERT_FALSE(side.messages.empty());
    const std::string& body = side.messages[0].marked.body;
    const std::size_t at = body.find("\"Id\":\"");
    ASSERT_NE(at, std::string::npos) << body;
    EXPECT_TRUE(bodies.insert(body.substr(at, 44)).second) << body;
  }
}

TEST(HostAgent, texts_without_end_change_the_table_and_lose_nothing) {
  test::KeptSide side;
  HostAgent agent(picket::test::g2_linux_policy(), kAgentName, side, kAgentBegin);
  constexpr int kMany = 40'000;
  for (int i = 0; i < kMany; i += 100) {
    const Time now = kAgentBegin + Duration::milliseconds(i);
    std::vector<RawEvent> events;
    for (int j = i; j < i + 100; ++j) events.push_back(exec_at(agent, now, "cmd " + std::to_string(j)));
    agent.observe_events(now, events);
    EXPECT_TRUE(events.empty());
  }
  agent.flush(kAgentBegin + Duration::minutes(1));
  EXPECT_GE(agent.counts().text_tables, 3U);
  EXPECT_EQ(agent.texts().refused(), 0U);
  EXPECT_TRUE(agent.balances());
  EXPECT_EQ(agent.counts().observed, static_cast<std::uint64_t>(kMany));
}

TEST(HostAgent, the_twin_sets_the_policy_and_is_reported) {
  test::KeptSide side;
  const Policy policy = picket::test::g2_linux_policy();
  HostAgent agent(policy, kAgentName, side, kAgentBegin);
  agent.take_twin(kAgentBegin, R"({"desired":{"Process_Disabled":true,"$version":4},"reported":{}})", TwinDocument::kWhole);
  agent.advance(kAgentBegin + Duration::seconds(1));
  EXPECT_EQ(agent.counts().twins_applied, 1U);
  EXPECT_FALSE(agent.policy().of(EventKind::kProcess).collect);
  ASSERT_EQ(side.policies.size(), 1U);
  EXPECT_FALSE(side.policies[0].of(EventKind::kProcess).collect);
  ASSERT_EQ(side.reports.size(), 1U);
  EXPECT_NE(side.reports[0].find(R"("latest_state":"success")"), std::string::npos) << side.reports[0];
  EXPECT_NE(side.reports[0].find(R"("latest_invalid_fields":null)"), std::string::npos) << side.reports[0];

  agent.take_twin(kAgentBegin, "{\"desired\":", TwinDocument::kWhole);
  agent.take_twin(kAgentBegin, R"({"Process_Disabled":"perhaps"})", TwinDocument::kPatch);
  agent.advance(kAgentBegin + Duration::seconds(2));
  EXPECT_EQ(agent.counts().twins_refused, 2U);
  EXPECT_EQ(side.policies.size(), 1U) << "nothing changed";
  EXPECT_NE(side.reports.back().find(R"("latest_invalid_fields":["Process_Disabled"])"), std::string::npos) << side.reports.back();
}

TEST(HostAgent, a_flood_of_twins_is_bounded_and_counted) {
  test::KeptSide side;
  HostAgent agent(picket::test::g1_c_policy(), kAgentName, side, kAgentBegin);
  for (int i = 0; i < 100; ++i) agent.take_twin(kAgentBegin, "{}", TwinDocument::kPatch);
  EXPECT_EQ(agent.counts().twins_unread, 100U - HostAgent::kMaxPendingTwins);
  agent.advance(kAgentBegin + Duration::hours(1));
  EXPECT_EQ(agent.counts().twins_applied + agent.counts().twins_refused, HostAgent::kMaxPendingTwins);
  EXPECT_TRUE(agent.balances());

  HostAgent without(picket::test::picket_policy(), kAgentName, side, kAgentBegin);
  without.take_twin(kAgentBegin, "{}", TwinDocument::kWhole);
  EXPECT_EQ(without.counts().twins_unread, 1U);
}

TEST(HostAgent, a_message_larger_than_a_hub_takes_is_never_handed_over) {
  Policy policy = picket::test::raw_policy();
  policy.max_message_bytes = 1'000'000;
  policy.max_delay = Duration::hours(1);
  test::KeptSide side;
  HostAgent agent(policy, kAgentName, side, kAgentBegin);
  std::vector<RawEvent> events;
  for (int i = 0; i < 400; ++i) events.push_back(exec_at(agent, kAgentBegin, std::to_string(i) + std::string(1'000, 'x')));
  agent.observe_events(kAgentBegin, events);
  agent.flush(kAgentBegin + Duration::seconds(1));
  EXPECT_GE(agent.counts().messages_too_large, 1U);
  EXPECT_EQ(side.messages.size() + agent.counts().messages_too_large, agent.counts().messages);
  EXPECT_TRUE(agent.balances());
}

TEST(HostAgent, what_comes_after_the_end_is_counted_as_such) {
  test::KeptSide side;
  HostAgent agent(picket::test::raw_policy(), kAgentName, side, kAgentBegin);
  agent.flush(kAgentBegin);
  give(agent, kAgentBegin, {exec_at(agent, kAgentBegin, "x")});
  EXPECT_EQ(agent.counts().dropped[DropReason::kAgentStopped], 1U);
  EXPECT_TRUE(agent.balances());
}

TEST(HostAgent, policies_that_cannot_be_run_here_are_told) {
  EXPECT_NE(why_not_live(picket::test::no_agent_policy()), "");
  Policy dictionary = picket::test::raw_policy();
  dictionary.compression = Compression::kZstdDictionary;
  EXPECT_NE(why_not_live(dictionary).find("dictionary"), std::string::npos);
  EXPECT_EQ(why_not_live(picket::test::raw_policy()), "");
}

}  // namespace
}  // namespace picket::sim
