#include "sim/plan/hub_need.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

const UnitPrices kListPrices = unit_prices(PriceBook{});

Usage usage_of(double devices, double messages, double agents) {
  Usage usage;
  usage.devices = devices;
  usage.agents = usage.connections = usage.modules = agents;
  usage.messages_per_day = messages;
  usage.blocks_per_day = messages;
  usage.blocks_busiest_day = messages;
  return usage;
}

TEST(SendsPerSecond, follow_the_shape_with_the_own_business_busiest_at_the_same_time) {
  PriceBook prices;
  prices.business_messages_device_day = 86'400;  // one a second and device
  prices.business_peak_ratio = 4;
  const DemandShape shape{3'600, {0.5, 1.5}, {}};
  const std::vector<double> got = sends_per_second(usage_of(10, 86'400 * 2, 10), shape, prices);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_DOUBLE_EQ(got[0], 2 * 0.5 + 10);
  EXPECT_DOUBLE_EQ(got[1], 2 * 1.5 + 10 * 4);
}

TEST(HubNeedOfUsage, counts_a_module_and_a_connection_for_each_agent) {
  const HubNeed need = hub_need(usage_of(1'000, 50'000, 1'000), {}, PriceBook{}, {});
  EXPECT_EQ(need.identities, 2'000);
  EXPECT_EQ(need.connections, 1'000);
  EXPECT_EQ(need.blocks_per_day, 50'000);
  EXPECT_NEAR(need.sends_per_second, 50'000 / 86'400.0 / 1.001, 1e-3);
}

TEST(HubNeedOfUsage, counts_a_second_connection_for_business_of_the_devices_own) {
  PriceBook prices;
  prices.business_messages_device_day = 10;
  const HubNeed need = hub_need(usage_of(1'000, 50'000, 1'000), {}, prices, {});
  EXPECT_EQ(need.connections, 2'000);
  EXPECT_EQ(need.blocks_per_day, 60'000);
}

TEST(HubNeedOfUsage, is_none_without_agents_and_business) {
  EXPECT_TRUE(hub_need(usage_of(1'000, 0, 0), {}, PriceBook{}, {}).is_none());
}

// Of 1,000 devices 950 are behind 50 gateways that merge what they say: they have no connection and no module.
TEST(HubNeedOfUsage, has_nothing_of_agents_that_a_gateway_speaks_for) {
  Usage usage = usage_of(1'000, 50'000, 1'000);
  usage.connections = usage.modules = 50;
  const HubNeed need = hub_need(usage, {}, PriceBook{}, {});
  EXPECT_EQ(need.connections, 50);
  EXPECT_EQ(need.identities, 1'050);
  const HubChoice choice = judge_choice(need, Sku::kS1, 1, 1, kListPrices, {});
  EXPECT_DOUBLE_EQ(load_on(choice, usage, {}, PriceBook{}, {}).twin_read_seconds, 0.5);
}

TEST(HubNeedOfUsage, is_in_proportion_to_the_fleet) {
  PriceBook prices;
  prices.business_messages_device_day = 3;
  const Usage usage = usage_of(1'000, 400'000, 1'000);
  const DemandShape shape{3'600, {0.2, 0.4, 2.4}, {}};
  const HubNeed one = hub_need(usage, shape, prices, {});
  const HubNeed many = hub_need(scaled_usage(usage, 37), shape, prices, {});
  const HubNeed times = one.times(37);
  EXPECT_NEAR(many.devices, times.devices, 1e-6);
  EXPECT_NEAR(many.blocks_per_day, times.blocks_per_day, 1e-3);
  EXPECT_NEAR(many.sends_per_second, times.sends_per_second, times.sends_per_second * 1e-8);
  EXPECT_NEAR(many.connections, times.connections, 1e-6);
}

// 600,000 blocks a day on one S1 unit: a third is refused every day.
TEST(LoadOn, refuses_what_the_quota_does_not_hold) {
  const Usage usage = usage_of(10'000, 600'000, 10'000);
  const HubChoice choice = judge_choice(hub_need(usage, {}, PriceBook{}, {}), Sku::kS1, 1, 1, kListPrices, {});
  const HubLoad load = load_on(choice, usage, {}, PriceBook{}, {});
  EXPECT_NEAR(load.refused_by_quota, 1.0 / 3, 1e-12);
  EXPECT_EQ(load.refused_by_throttle, 0);
  EXPECT_DOUBLE_EQ(load.reconnect_seconds, 100);
  EXPECT_DOUBLE_EQ(load.twin_read_seconds, 100);
  // One day with 900,000 and one with 300,000: 500,000 of 1,200,000.
  EXPECT_NEAR(load_on(choice, usage, {86'400, {1.5, 0.5}, {1.5, 0.5}}, PriceBook{}, {}).refused_by_quota, 500.0 / 1'200, 1e-12);
}

// 100,000 blocks of security a day and ten times as many of the devices' own, which are even: on the busiest day 150,000 and 1,000,000.
TEST(LoadOn, refuses_nothing_of_even_business_on_busy_days_of_security) {
  PriceBook prices;
  prices.business_messages_device_day = 100;
  const DemandShape shape{86'400, {1.5, 0.9, 0.9, 0.9, 0.9, 0.95, 0.95}, {1.5, 0.9, 0.9, 0.9, 0.9, 0.95, 0.95}};
  const Usage usage = with_peaks(usage_of(10'000, 100'000, 10'000), shape);
  PlanGoals goals;
  const HubNeed need = hub_need(usage, shape, prices, goals);
  EXPECT_DOUBLE_EQ(need.blocks_per_day, 1'150'000);
  const std::optional<HubChoice> choice = cheapest_choice(need, kListPrices, goals.hubs);
  ASSERT_TRUE(choice.has_value());
  EXPECT_EQ(choice.value().units, 4U);
  EXPECT_EQ(load_on(choice.value(), usage, shape, prices, goals).refused_by_quota, 0);
  // Two units take 800,000: each day the rest, of security 700,000 in all, and of business seven times 200,000.
  const HubChoice two = judge_choice(need, Sku::kS1, 2, 1, kListPrices, goals.hubs);
  EXPECT_NEAR(load_on(two, usage, shape, prices, goals).refused_by_quota, (700'000 + 7 * 200'000) / (700'000 + 7e6), 1e-12);
}

// A choice that fits keeps to the goals, whatever the demand's shape; one that holds half as much does not.
TEST(LoadOn, keeps_to_the_goals_of_a_choice_that_fits) {
  PlanGoals goals;
  goals.hubs.headroom = 0;
  const DemandShape shape{3'600, {0.1, 0.1, 0.3, 3.5}, {}};
  Usage usage = usage_of(1'000'000, 20'000'000, 1'000'000);
  usage.agents = usage.connections = usage.modules = 10;  // only sends are to be short
  const HubNeed need = hub_need(usage, shape, PriceBook{}, goals);
  HubNeed sends_alone;
  sends_alone.devices = need.devices;
  sends_alone.sends_per_second = need.sends_per_second;
  sends_alone.connections = 1;
  const std::optional<HubChoice> choice = cheapest_of_tier(sends_alone, Sku::kS2, kListPrices, goals.hubs);
  ASSERT_TRUE(choice.has_value());
  const HubLoad load = load_on(choice.value(), usage, shape, PriceBook{}, goals);
  EXPECT_LE(load.refused_by_throttle, goals.delay.max_refused);
  EXPECT_LE(load.delay_seconds_quantile, goals.delay.max_delay_seconds);
  const HubChoice half = judge_choice(sends_alone, Sku::kS2, std::max(1U, choice.value().units / 2), choice.value().hubs, kListPrices, goals.hubs);
  EXPECT_FALSE(half.fits());
  EXPECT_GT(load_on(half, usage, shape, PriceBook{}, goals).refused_by_throttle, goals.delay.max_refused);
}

}  // namespace
}  // namespace picket::sim
