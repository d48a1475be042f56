#include "sim/scenario/policy_checks.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace picket::sim {
namespace {

std::string checked(const Policy& policy) {
  Diagnostics diagnostics;
  Places places;
  check_policy(policy, "policies[0]", places, diagnostics);
  return diagnostics.text();
}

TEST(PolicyChecks, presets_of_every_generation_pass) {
  EXPECT_EQ(checked(picket::test::g1_c_policy()), "");
  EXPECT_EQ(checked(picket::test::g1_csharp_policy()), "");
  EXPECT_EQ(checked(picket::test::g2_rtos_policy()), "") << "a page of 6,644 bytes is no matter of metered blocks";
}

/// Each of these would make an agent that wakes without a pause.
TEST(PolicyChecks, generation_1_needs_its_intervals) {
  Policy policy = picket::test::g1_csharp_policy();
  policy.collect_interval = Duration();
  policy.consumer_interval = Duration::milliseconds(999);
  const std::string text = checked(policy);
  EXPECT_NE(text.find("policies[0].collect_interval"), std::string::npos) << text;
  EXPECT_NE(text.find("policies[0].consumer_interval"), std::string::npos) << text;
  Policy rtos = picket::test::g2_rtos_policy();
  rtos.intervals[0] = Duration();
  EXPECT_NE(checked(rtos).find("policies[0].intervals.high"), std::string::npos);
}

TEST(PolicyChecks, refuses_rules_that_cannot_go_together) {
  Policy policy = picket::test::g1_c_policy();
  policy.queue_overflow = Overflow::kDropUpdates;
  EXPECT_NE(checked(policy).find("queue_overflow"), std::string::npos);
  Policy versions = picket::test::g2_rtos_policy();
  versions.of(EventKind::kNetwork).overflow = Overflow::kDropOldest;
  EXPECT_NE(checked(versions).find("kinds.network.per_ip_version"), std::string::npos);
}

TEST(PolicyChecks, a_gateway_needs_an_agent_and_an_overflow_rule_of_its_own) {
  Policy policy = picket::test::g1_c_policy();
  policy.gateway_merge.emplace();
  EXPECT_EQ(checked(policy), "");
  policy.gateway_merge->overflow = Overflow::kDropUpdates;
  EXPECT_NE(checked(policy).find("policies[0].gateway_merge.overflow"), std::string::npos);
  Policy none = picket::test::no_agent_policy();
  none.gateway_merge.emplace();
  EXPECT_NE(checked(none).find("no agent, on gateways neither"), std::string::npos);
}

TEST(PolicyChecks, warns_where_a_message_exceeds_the_csharp_agents_cache) {
  Policy policy = picket::test::g1_csharp_policy();
  policy.cache_bytes = 100'000;
  EXPECT_NE(checked(policy).find("less than a message"), std::string::npos);
}

TEST(PolicyChecks, a_stream_with_snapshots_needs_an_interval_for_them) {
  Policy policy = picket::test::raw_policy();
  policy.generation = Generation::kStream;
  ASSERT_TRUE(policy.of(EventKind::kHeartbeat).collect);
  policy.snapshot_interval = Duration::microseconds(1);
  EXPECT_NE(checked(policy).find("policies[0].snapshot_interval"), std::string::npos);
  policy.snapshot_interval = Duration::seconds(1);
  EXPECT_EQ(checked(policy), "");
  policy.snapshot_interval = Duration();
  for (KindPolicy& kind : policy.kinds) kind.collect = false;
  policy.of(EventKind::kProcess).collect = true;
  EXPECT_EQ(checked(policy), "") << "nobody asks for a snapshot";
}

}  // namespace
}  // namespace picket::sim
