#include "sim/plan/fleet_steps.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

const UnitPrices kBookPrices = unit_prices(PriceBook{});

// 1,000 devices with 40 blocks each a day: one S1 unit holds 10,000 devices, and nothing else is short below 180,000 (30 min at 100/s).
TEST(FleetSteps, break_where_the_quota_of_a_unit_is_used_up) {
  const HubNeed need{1'000, 2'000, 40'000, 0.5, 0.1, 1'000};
  const std::vector<FleetStep> steps = fleet_steps(need, kBookPrices, {0, 1'800}, 25'000);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].from_devices, 1);
  EXPECT_EQ(steps[0].to_devices, 10'000);
  EXPECT_EQ(steps[0].choice.units, 1U);
  EXPECT_EQ(to_string(steps[0].ends_by.value()), to_string(HubLimitKind::kQuota));
  EXPECT_NEAR(steps[0].choice.tightest().share(), 1, 1e-9);
  EXPECT_EQ(steps[1].from_devices, 10'001);
  EXPECT_EQ(steps[1].to_devices, 20'000);
  EXPECT_EQ(steps[1].choice.usd_per_month, 50);
  EXPECT_EQ(steps[2].to_devices, 25'000);  // cut at what was asked for
  EXPECT_FALSE(steps[2].ends_by.has_value());
  EXPECT_EQ(steps[2].choice.usd_per_month, 75);
}

TEST(FleetSteps, change_the_tier_where_ten_units_cost_a_unit_of_the_next) {
  const HubNeed need{1'000, 2'000, 400'000, 0.5, 0.1, 1'000};  // a unit for each 1,000 devices
  const std::vector<FleetStep> steps = fleet_steps(need, kBookPrices, {0, 1'800}, 12'000);
  ASSERT_EQ(steps.size(), 10U);
  EXPECT_EQ(to_string(steps[8].choice.sku), "S1");
  EXPECT_EQ(to_string(steps[9].choice.sku), "S2");
  EXPECT_EQ(steps[9].from_devices, 9'001);
}

TEST(FleetSteps, are_none_where_no_hub_is_wanted) {
  EXPECT_TRUE(fleet_steps({1'000, 1'000, 0, 0, 0, 0}, kBookPrices, {}, 1e6).empty());
}

TEST(FleetSteps, end_where_a_subscription_holds_no_more) {
  const HubNeed need{1, 2, 1, 0, 0, 1};  // 50 hubs with a million identities each
  const std::vector<FleetStep> steps = fleet_steps(need, kBookPrices, {0, 1e9}, 1e9);
  ASSERT_FALSE(steps.empty());
  EXPECT_EQ(steps.back().to_devices, 25'000'000);
  EXPECT_EQ(to_string(steps.back().ends_by.value()), to_string(HubLimitKind::kIdentities));
  EXPECT_EQ(step_at(steps, 25'000'001), nullptr);
}

// In closed form and by the search for one fleet at a time: the same choice for fleets on both sides of every step, and between.
TEST(FleetSteps, agree_with_the_cheapest_choice_of_every_fleet) {
  RandomStream random(4, 0, 0, Purpose::kTest);
  for (int i = 0; i < 6; ++i) {
    HubNeed need{1, 2, random.lognormal(40, 1), random.lognormal(0.002, 1), random.lognormal(0.0005, 1), 1};
    const HubGoals goals{0.3 * random.uniform(), 600 + 1'800 * random.uniform()};
    const std::vector<FleetStep> steps = fleet_steps(need, kBookPrices, goals, 400'000);
    ASSERT_FALSE(steps.empty());
    double next = 1;
    for (const FleetStep& step : steps) {
      EXPECT_EQ(step.from_devices, next);
      next = step.to_devices + 1;
      const double middle = std::floor((step.from_devices + step.to_devices) / 2);
      for (const double devices : {step.from_devices, middle, step.to_devices}) {
        const std::optional<HubChoice> want = cheapest_choice(need.times(devices), kBookPrices, goals);
        ASSERT_TRUE(want.has_value());
        EXPECT_EQ(step.choice.usd_per_month, want.value().usd_per_month) << "seed 4, case " << i << ", " << devices << " devices";
        EXPECT_EQ(to_string(step.choice.sku), to_string(want.value().sku)) << "seed 4, case " << i << ", " << devices << " devices";
        EXPECT_EQ(step_at(steps, devices), &step);
      }
    }
  }
}

}  // namespace
}  // namespace picket::sim
