#include "sim/plan/policy_plan.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using test::made_plan;

TEST(PlanPolicy, chooses_the_cheapest_hubs_and_says_what_is_wrong_with_cheaper_ones) {
  const PlanGoals goals;
  const PolicyPlan plan = made_plan("g2_linux", 12, 9'000, 1);
  ASSERT_TRUE(plan.choice.has_value());
  EXPECT_TRUE(plan.choice->fits());
  // 607,200 blocks a day, a hundredth more on the second day; a fifth of the quota stays free: two S1 units hold 640,000.
  EXPECT_EQ(to_string(plan.choice->sku), "S1");
  EXPECT_EQ(plan.choice->units, 2U);
  ASSERT_FALSE(plan.cheaper.empty());
  EXPECT_EQ(plan.cheaper[0].units, 1U);
  EXPECT_EQ(to_string(plan.cheaper[0].tightest().kind), to_string(HubLimitKind::kQuota));
  EXPECT_EQ(plan.bill.lines[0].usd.value, 50);
  EXPECT_LE(plan.load.refused_share(), goals.delay.max_refused);
  EXPECT_LE(plan.load.delay_seconds_quantile, goals.delay.max_delay_seconds);
}

TEST(PlanPolicy, tells_of_hubs_that_the_upper_end_of_usage_would_need) {
  // 632,000 blocks on the busiest day fit by little, and one per cent more do not.
  const PolicyPlan plan = made_plan("g2_linux", 12.4, 9'000, 1);
  ASSERT_TRUE(plan.choice.has_value());
  EXPECT_EQ(plan.choice->units, 2U);
  ASSERT_TRUE(plan.at_upper_end.has_value());
  EXPECT_GT(plan.at_upper_end->usd_per_month, plan.choice->usd_per_month);
}

TEST(PlanPolicy, a_bill_jumps_at_a_breaking_point_by_the_price_of_the_hubs) {
  const PolicyPlan plan = made_plan("g2_linux", 12, 9'000, 1);
  ASSERT_EQ(plan.step_bills.size(), plan.steps.size());
  ASSERT_GT(plan.steps.size(), 2U);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    EXPECT_LE(plan.step_bills[i].usd_at_from, plan.step_bills[i].usd_at_to);
    if (i == 0) continue;
    // One device more costs less than a cent beside its hubs: $246 less those for 50,300 devices.
    const double hubs = plan.steps[i].choice.usd_per_month - plan.steps[i - 1].choice.usd_per_month;
    EXPECT_NEAR(plan.step_bills[i].usd_at_from - plan.step_bills[i - 1].usd_at_to, hubs, 0.05) << plan.steps[i].from_devices;
  }
}

TEST(PlanPolicy, shows_what_a_fleet_of_another_size_costs_and_does_to_the_plans_hubs) {
  const PlanGoals goals;
  const PolicyPlan plan = made_plan("g2_linux", 12, 9'000, 1);
  ASSERT_FALSE(plan.sizes.empty());
  bool broken = false;
  double before = 0;
  for (const FleetSizeRow& row : plan.sizes) {
    EXPECT_GT(row.devices, before);
    before = row.devices;
    ASSERT_TRUE(row.cheapest.has_value());
    EXPECT_TRUE(row.cheapest->fits()) << row.devices;
    EXPECT_EQ(row.usd, cost_of_fleet(plan, PriceBook{}, row.devices));
    ASSERT_TRUE(row.on_plan.has_value());
    if (broken) {
      EXPECT_FALSE(row.plan_fits) << "what does not hold a fleet holds no larger one";
    }
    broken = broken || !row.plan_fits;
  }
  EXPECT_TRUE(broken);
  // Ten times the fleet asks for 6,072,000 blocks of 800,000.
  EXPECT_NEAR(plan.sizes.back().on_plan->refused_by_quota, 1 - 800'000 / 6'072'000.0, 0.001);
}

TEST(PlanPolicy, wants_no_hub_without_agents_and_business) {
  const PolicyPlan plan = made_plan("agentless", 0, 0, 0);
  EXPECT_TRUE(plan.need.is_none());
  EXPECT_FALSE(plan.choice.has_value());
  EXPECT_FALSE(plan.is_impossible());
  EXPECT_TRUE(plan.steps.empty());
  EXPECT_EQ(plan.bill.lines[0].usd.value, 0);
}

TEST(PlanPolicy, says_when_no_choice_holds_the_fleet) {
  const PolicyPlan plan = made_plan("raw", 10, 0, 1, {}, 60e6);
  EXPECT_TRUE(plan.is_impossible());
  EXPECT_FALSE(plan.cheaper.empty());
  EXPECT_TRUE(plan.assumptions.empty());
}

TEST(PlanPolicy, tells_when_nothing_holds_the_upper_end_of_usage) {
  // Fifty hubs of ten S3 units take 150,000,000,000 blocks a day, four fifths of that for use: 119,400,000,000 on the busiest day (416
  // of 408) fit, and one per cent more do not. The 300 medical devices count twice.
  const double messages = 119.4e9 / (416.0 / 408) / 50'600;
  const PolicyPlan plan = made_plan("raw", messages, 0, 1);
  ASSERT_TRUE(plan.choice.has_value());
  EXPECT_FALSE(plan.at_upper_end.has_value());
  EXPECT_TRUE(plan.impossible_at_upper_end);
  EXPECT_FALSE(made_plan("g2_linux", 12, 9'000, 1).impossible_at_upper_end);
}

TEST(PolicyBreakEvens, are_where_the_bill_of_one_passes_that_of_the_other) {
  // Few messages with large rows against many with small ones: the workspace's free volume makes the first cheaper at first.
  const std::vector<PolicyPlan> plans{made_plan("rows", 2, 200'000, 1), made_plan("messages", 20, 100, 1)};
  const std::vector<PolicyBreakEven> pairs = policy_break_evens(plans, PriceBook{});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].first, "rows");
  ASSERT_FALSE(pairs[0].compared.at.empty());
  for (const BreakEven& one : pairs[0].compared.at) {
    const double before = cost_of_fleet(plans[0], PriceBook{}, one.devices - 1).value() - cost_of_fleet(plans[1], PriceBook{}, one.devices - 1).value();
    const double from = cost_of_fleet(plans[0], PriceBook{}, one.devices).value() - cost_of_fleet(plans[1], PriceBook{}, one.devices).value();
    EXPECT_EQ(from < 0, one.first_is_cheaper);
    EXPECT_TRUE(std::abs(before) < 0.005 || (before < 0) != (from < 0));
  }
  EXPECT_EQ(policy_break_evens({plans[0], plans[0]}, PriceBook{}).at(0).compared.at.size(), 0U);
}

}  // namespace
}  // namespace picket::sim
