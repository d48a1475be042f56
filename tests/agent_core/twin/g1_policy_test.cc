#include <gtest/gtest.h>

#include "agent_core/policy/agent_plan.h"
#include "agent_core/twin/g1_twin.h"
#include "tests/agent_core/twin/twin_documents.h"
#include "tests/support/policies.h"

namespace picket {
namespace {

using test::g1_member;
using test::g1_whole;

constexpr std::array kKinds{EventKind::kProcess, EventKind::kNetwork, EventKind::kLogin, EventKind::kSystemInformation,
                            EventKind::kListeningPorts, EventKind::kLocalUsers, EventKind::kFirewall,
                            EventKind::kBaseline,       EventKind::kLog};

// scenarios/policies/g1_c.yaml is the C agent with its code's defaults: 7 min, 5 h, 13 h, 10 MiB, 200 KiB; High
// logins, the rest Low; windows of an hour.
TEST(G1Policy, the_default_twin_makes_the_c_agents_preset) {
  Policy policy = test::with_g1_log(test::with_g1_reports(test::g1_c_policy()));
  const Policy preset = policy;
  policy.intervals = {};
  policy.snapshot_interval = Duration();
  policy.max_message_bytes = 0;
  for (KindPolicy& kind : policy.kinds) kind.window = Duration();
  policy.of(EventKind::kLogin).collect = false;
  apply_to(policy, default_g1_settings());
  EXPECT_EQ(policy.intervals[0], Duration::minutes(7));
  EXPECT_EQ(policy.intervals[2], Duration::hours(5));
  EXPECT_EQ(policy.snapshot_interval, Duration::hours(13));
  EXPECT_EQ(policy.max_message_bytes, 204'800U);
  EXPECT_EQ(policy.cache_bytes, 10'485'760U);
  EXPECT_EQ(policy.kinds, preset.kinds);
}

TEST(G1Policy, says_which_settings_decide_about_a_kind) {
  using P = G1Property;
  EXPECT_EQ(g1_properties_of(EventKind::kProcess), (std::vector{P::kEventPriorityProcessCreate, P::kAggregationEnabledProcessCreate,
                                                                P::kAggregationIntervalProcessCreate}));
  EXPECT_EQ(g1_properties_of(EventKind::kLogin), std::vector{P::kEventPriorityLogin});
  for (const EventKind kind : kKinds) EXPECT_FALSE(g1_properties_of(kind).empty()) << to_string(kind);
  EXPECT_TRUE(g1_properties_of(EventKind::kDns).empty());  // this agent knows no names
}

TEST(G1Policy, off_turns_a_kind_off_and_leaves_the_others) {
  G1Twin twin;
  twin.update(g1_whole(g1_member("eventPriorityProcessCreate", "\"off\"") + "," +
                       g1_member("eventPriorityConnectionCreate", "\"HIGH\"") + "," +
                       g1_member("aggregationEnabledConnectionCreate", "false") + "," +
                       g1_member("aggregationIntervalConnectionCreate", "\"PT10M\"")),
              TwinDocument::kWhole);
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kProcess).priority = Priority::kHigh;
  apply_to(policy, twin.settings());
  EXPECT_FALSE(policy.of(EventKind::kProcess).collect);
  EXPECT_EQ(policy.of(EventKind::kProcess).priority, Priority::kHigh);  // Off says nothing about it
  EXPECT_TRUE(policy.of(EventKind::kNetwork).collect);
  EXPECT_EQ(policy.of(EventKind::kNetwork).priority, Priority::kHigh);
  EXPECT_FALSE(policy.of(EventKind::kNetwork).aggregate);
  EXPECT_EQ(policy.of(EventKind::kNetwork).window, Duration::minutes(10));
  EXPECT_TRUE(policy.of(EventKind::kLogin).collect);
  EXPECT_FALSE(policy.of(EventKind::kFile).collect);
}

/// A policy whose twin fields are random; what a twin does not carry is the preset's.
Policy random_g1_policy(RandomStream& random) {
  const auto seconds = [&] { return Duration::seconds(1 + static_cast<std::int64_t>(random.below(4'294'967))); };
  Policy policy = test::g1_c_policy();
  policy.intervals[0] = seconds();
  policy.intervals[2] = seconds();
  policy.snapshot_interval = seconds();
  policy.cache_bytes = static_cast<std::uint32_t>(random.below(1ULL << 32));
  policy.max_message_bytes = static_cast<std::uint32_t>(random.below(1ULL << 32));
  for (const EventKind of : kKinds) {
    KindPolicy& kind = policy.of(of);
    kind.collect = random.chance(0.7);
    kind.priority = random.chance(0.5) ? Priority::kHigh : Priority::kLow;
    if (of != EventKind::kProcess && of != EventKind::kNetwork) continue;
    kind.aggregate = random.chance(0.5);
    kind.window = seconds();
  }
  return policy;
}

// Law: apply_to(parse(g1_desired_of(p))) == p for what a twin carries; the priority of a kind that is not
// collected is not carried.
TEST(G1Policy, the_twin_of_a_policy_makes_that_policy) {
  RandomStream random(21, 1, 0, Purpose::kTest);
  for (int i = 0; i < 5'000; ++i) {
    G1TwinOptions options;
    options.agent = random.chance(0.5) ? G1Agent::kC : G1Agent::kCSharp;
    const Policy policy = random_g1_policy(random);
    G1Twin twin(options);
    const std::string json = g1_desired_of(policy, options);
    const G1Update update = twin.update(json, TwinDocument::kWhole);
    ASSERT_EQ(update.outcome, G1Outcome::kApplied) << json;
    Policy again = random_g1_policy(random);
    apply_to(again, twin.settings());
    for (const EventKind kind : kKinds) {
      if (!policy.of(kind).collect) again.of(kind).priority = policy.of(kind).priority;
    }
    ASSERT_EQ(again.kinds, policy.kinds) << json;
    ASSERT_EQ(again.intervals, policy.intervals);
    ASSERT_EQ(again.snapshot_interval, policy.snapshot_interval);
    ASSERT_EQ(again.cache_bytes, policy.cache_bytes);
    ASSERT_EQ(again.max_message_bytes, policy.max_message_bytes);
  }
}

// A window of zero would print as "PT0S", which the C agent refuses; 60 days are beyond its 49.7.
TEST(G1Policy, the_twin_of_any_policy_can_be_read) {
  for (const G1Agent agent : {G1Agent::kC, G1Agent::kCSharp}) {
    G1TwinOptions options;
    options.agent = agent;
    Policy policy = test::g2_linux_policy();
    policy.snapshot_interval = Duration::days(60);
    G1Twin twin(options);
    EXPECT_EQ(twin.update(g1_desired_of(policy, options), TwinDocument::kWhole).outcome, G1Outcome::kApplied);
    EXPECT_EQ(twin.settings().duration(G1Property::kAggregationIntervalProcessCreate), Duration::seconds(1));
    EXPECT_EQ(twin.settings().duration(G1Property::kSnapshotFrequency), Duration::seconds(4'294'967));
    EXPECT_EQ(twin.settings().event_priority(G1Property::kEventPriorityProcessCreate), EventPriority::kLow);
  }
}

TEST(G1Policy, extreme_settings_make_a_policy_that_compiles) {
  G1TwinOptions options;
  options.agent = G1Agent::kCSharp;
  G1Twin twin(options);
  ASSERT_EQ(
      twin.update(g1_whole(g1_member("highPriorityMessageFrequency", "\"PT0S\"") + "," +
                           g1_member("lowPriorityMessageFrequency", "\"P10675199D\"") + "," +
                           g1_member("snapshotFrequency", "\"PT0.1S\"") + "," +
                           g1_member("aggregationIntervalProcessCreate", "\"PT0S\"") + "," +
                           g1_member("maxMessageSizeInBytes", "0") + "," + g1_member("maxLocalCacheSizeInBytes", "0")),
                  TwinDocument::kWhole)
          .outcome,
      G1Outcome::kApplied);
  Policy policy = test::g1_c_policy();
  apply_to(policy, twin.settings());
  EXPECT_EQ(policy.intervals[0], Duration::seconds(1));
  EXPECT_EQ(policy.snapshot_interval, Duration::seconds(1));
  const TextTable texts;
  const AgentPlan plan(policy, texts);
  EXPECT_EQ(plan.high_period, Duration::seconds(2));
  EXPECT_EQ(plan.of(EventKind::kProcess).flush_period, Duration::minutes(2));
}

}  // namespace
}  // namespace picket
