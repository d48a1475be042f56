#include "agent_core/policy/agent_plan.h"

#include <gtest/gtest.h>

#include "tests/support/policies.h"

namespace picket {
namespace {

/// defender.md 4.1: strict comparisons. PT1H in steps of PT2M: 31 runs; PT7M and PT5H: one tick more.
TEST(AgentPlan, g1_periods_are_the_first_step_strictly_after) {
  const TextTable texts;
  const AgentPlan plan(test::g1_c_policy(), texts);
  EXPECT_EQ(plan.of(EventKind::kProcess).flush_period, Duration::seconds(3'720));
  EXPECT_EQ(plan.high_period, Duration::seconds(421));
  EXPECT_EQ(plan.low_period, Duration::seconds(18'001));
  EXPECT_TRUE(plan.of(EventKind::kProcess).memory_bound);
  EXPECT_FALSE(plan.of(EventKind::kLogin).memory_bound);
}

TEST(AgentPlan, a_window_between_two_runs_ends_at_the_next) {
  const TextTable texts;
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kProcess).window = Duration::seconds(3'601);
  EXPECT_EQ(AgentPlan(policy, texts).of(EventKind::kProcess).flush_period, Duration::seconds(3'720));
  policy.of(EventKind::kProcess).window = Duration::seconds(119);
  EXPECT_EQ(AgentPlan(policy, texts).of(EventKind::kProcess).flush_period, Duration::seconds(120));
}

TEST(AgentPlan, the_lane_is_shared_equally) {
  const TextTable texts;
  const AgentPlan plan(test::picket_policy(), texts);
  EXPECT_EQ(plan.of(EventKind::kProcess).lane_share, 15);
  EXPECT_EQ(plan.of(EventKind::kLogin).lane_share, 15);
  EXPECT_EQ(plan.of(EventKind::kFile).lane_share, 0);
  EXPECT_EQ(plan.of(EventKind::kProcess).class_limit, 64U);
}

TEST(AgentPlan, a_kind_with_a_lane_of_its_own_takes_nothing_from_the_others) {
  const TextTable texts;
  Policy policy = test::picket_policy();  // four kinds share 60
  policy.of(EventKind::kDns).rare_lane_per_hour = 90;
  const AgentPlan plan(policy, texts);
  EXPECT_EQ(plan.of(EventKind::kDns).lane_share, 90);
  EXPECT_EQ(plan.of(EventKind::kProcess).lane_share, 20);
  policy.of(EventKind::kDns).rare_lane_per_hour = 0;
  EXPECT_EQ(AgentPlan(policy, texts).of(EventKind::kDns).lane_share, 0) << "none of this kind";
  policy.of(EventKind::kDns).rare_lane_per_hour = 10'000;
  EXPECT_EQ(AgentPlan(policy, texts).of(EventKind::kDns).lane_share, kMaxLanePerHour);
}

TEST(AgentPlan, no_agent_collects_nothing) {
  const TextTable texts;
  Policy policy = test::g2_linux_policy();
  policy.generation = Generation::kNone;
  for (const KindPlan& kind : AgentPlan(policy, texts).kinds) EXPECT_FALSE(kind.collected);
}

}  // namespace
}  // namespace picket
