// Tiers: S1 400,000 blocks a day, 100/s (12/s a unit from nine units on), 25 USD; S2 6,000,000, 120/s,
// 250 USD; S3 300,000,000, 6,000/s, 2,500 USD.
#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"
#include "sim/cost/size_hub.h"

namespace picket::sim {
namespace {

HubSize size(double blocks, double messages_second = 1, double connects_second = 1, double devices = 100) {
  Usage usage;
  usage.devices = devices;
  usage.blocks_busiest_day = blocks;
  usage.messages_busiest_second = messages_second;
  usage.connects_busiest_second = connects_second;
  return size_hub(usage, PriceBook{});
}

void expect_size(const HubSize& got, Sku sku, std::uint32_t units) {
  EXPECT_EQ(to_string(got.sku), to_string(sku));
  EXPECT_EQ(got.units, units);
  EXPECT_TRUE(got.fits);
}

TEST(SizeHub, units_come_whole) {
  expect_size(size(400'000), Sku::kS1, 1);
  expect_size(size(400'001), Sku::kS1, 2);
}

TEST(SizeHub, an_empty_hub_is_one_unit) {
  expect_size(size(0, 0, 0, 0), Sku::kS1, 1);
}

TEST(SizeHub, changes_tier_where_ten_units_of_one_cost_a_unit_of_the_next) {
  expect_size(size(3'600'000), Sku::kS1, 9);
  expect_size(size(3'600'001), Sku::kS2, 1);   // ten S1 cost the same and hold less
  expect_size(size(6'000'001), Sku::kS1, 16);  // 400 USD against 500 USD for two S2
}

TEST(SizeHub, compares_prices_above_the_first_change_too) {
  // 19 S1 = 475 USD, two S2 = 500 USD.
  expect_size(size(7'600'000), Sku::kS1, 19);
  expect_size(size(8'000'000), Sku::kS2, 2);    // 20 S1 = 500 USD: a tie, the higher tier
  expect_size(size(54'000'000), Sku::kS2, 9);   // 2,250 USD
  expect_size(size(54'000'001), Sku::kS3, 1);   // ten S2 cost the same
  expect_size(size(300'000'001), Sku::kS3, 2);  // 51 S2 = 12,750 USD
}

TEST(SizeHub, follows_the_busiest_second) {
  expect_size(size(1, 100), Sku::kS1, 1);
  expect_size(size(1, 101), Sku::kS1, 9);      // 12 * 9 = 108; 225 USD against 250 USD
  expect_size(size(1, 109), Sku::kS2, 1);      // ten S1 would cost as much
  expect_size(size(1, 1, 121), Sku::kS1, 11);  // 132/s for 275 USD, against 500 USD
}

TEST(SizeHub, refuses_more_identities_than_one_hub_has) {
  Usage usage;
  usage.devices = 500'000;
  usage.agents = 700'000;  // a gateway may speak for many
  usage.modules = 500'000;
  EXPECT_TRUE(size_hub(usage, PriceBook{}).fits);
  usage.modules = 500'001;
  EXPECT_FALSE(size_hub(usage, PriceBook{}).fits);
}

// 45 s of 100 reads a second pass an S1 of any size; more needs ten reads a second and unit of an S2, of which 11 allow 4,950.
TEST(SizeHub, knows_the_throttles_of_twins) {
  Usage usage;
  usage.twin_reads_busiest_minute = 4'500;
  EXPECT_EQ(size_hub(usage, PriceBook{}).sku, Sku::kS1);
  usage.twin_reads_busiest_minute = 4'501;
  PriceBook dear;
  dear.s3_unit_month = 1e6;
  EXPECT_EQ(size_hub(usage, dear).sku, Sku::kS2);
  EXPECT_EQ(size_hub(usage, dear).units, 11U);
  // Five updates a second and unit of an S2.
  usage = Usage{};
  usage.twin_updates_busiest_minute = 2'251;
  EXPECT_EQ(size_hub(usage, dear).units, 11U);
}

TEST(SizeHub, says_when_no_tier_is_enough) {
  const HubSize got = size(3'000'000'001);
  EXPECT_FALSE(got.fits);
  EXPECT_EQ(got.sku, Sku::kS3);
  EXPECT_EQ(got.units, 10U);
}

TEST(SizeHub, follows_the_prices) {
  PriceBook prices;
  prices.s1_unit_month = 300;
  EXPECT_EQ(size_hub(Usage{}, prices).sku, Sku::kS2);
}

// 1,000 bytes are one block of 4,096 and two of 512.
TEST(WithBusiness, counts_blocks_of_the_size_that_the_tier_has) {
  PriceBook prices;
  prices.business_messages_device_day = 10;
  Usage usage;
  usage.devices = 3;
  EXPECT_EQ(with_business(usage, prices, kPaidBlockBytes).blocks_per_day, 30);
  EXPECT_EQ(with_business(usage, prices, limits_of(Sku::kF1, 1).block_bytes).blocks_busiest_day, 60);
  EXPECT_EQ(with_business(usage, prices, 512).messages_per_day, 30);
}

/// Every tier and unit count in turn.
HubSize by_trying_all(const Usage& usage, const PriceBook& prices) {
  HubSize best{Sku::kS3, 10, false};
  double best_price = 1e300;
  for (const Sku sku : {Sku::kS1, Sku::kS2, Sku::kS3}) {
    for (std::uint32_t units = 1; units <= max_units(sku); ++units) {
      const HubLimits limits = limits_of(sku, units);
      const double price = unit_month(prices, sku) * units;
      if (usage.blocks_busiest_day > static_cast<double>(limits.daily_blocks) ||
          usage.messages_busiest_second > limits.sends_per_second ||
          usage.connects_busiest_second > limits.connects_per_second ||
          usage.twin_reads_busiest_minute > 0.75 * limits.twin_reads_per_minute ||
          usage.twin_updates_busiest_minute > 0.75 * limits.twin_updates_per_minute || price > best_price) {
        continue;
      }
      if (price < best_price || sku != best.sku) best = {sku, units, true};
      best_price = price;
    }
  }
  return best;
}

TEST(SizeHub, equals_trying_every_tier_and_unit) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    Usage usage;
    usage.blocks_busiest_day = std::floor(random.lognormal(2e6, 3));
    usage.messages_busiest_second = std::floor(random.lognormal(80, 2));
    usage.connects_busiest_second = std::floor(random.lognormal(50, 2));
    usage.twin_reads_busiest_minute = std::floor(random.lognormal(2'000, 2));
    usage.twin_updates_busiest_minute = std::floor(random.lognormal(1'000, 2));
    const HubSize want = by_trying_all(usage, PriceBook{});
    const HubSize got = size_hub(usage, PriceBook{});
    ASSERT_EQ(got.fits, want.fits) << i;
    ASSERT_EQ(to_string(got.sku), to_string(want.sku)) << i;
    ASSERT_EQ(got.units, want.units) << i;
  }
}

/// 1,000 devices whose back end calls a method of 2 blocks and 1 chunk, `per_day` times each.
Usage usage_with_methods(double per_day, const PriceBook& prices) {
  BusinessOperations operations;
  operations.direct_methods.per_day = per_day;
  Usage usage;
  usage.devices = 1'000;
  add_business_operations(usage, demand_of(operations), usage.devices, prices);
  return usage;
}

TEST(SizeHub, takes_the_blocks_of_business_operations_from_the_quota) {
  const PriceBook prices;
  EXPECT_FALSE(has_business(Usage{}, prices));
  const Usage usage = usage_with_methods(200, prices);
  EXPECT_TRUE(has_business(usage, prices));
  EXPECT_DOUBLE_EQ(usage.blocks_per_day, 0) << "no use of security's";
  EXPECT_DOUBLE_EQ(with_business(usage, prices, kPaidBlockBytes).blocks_busiest_day, 400'000);
  EXPECT_EQ(size_hub(usage, prices).units, 1U);
  EXPECT_EQ(size_hub(usage_with_methods(201, prices), prices).units, 2U);
  EXPECT_EQ(size_hub(business_alone(usage_with_methods(201, prices)), prices).units, 2U) << "without security too";
}

TEST(SizeHub, heeds_the_throttles_of_business_operations) {
  PriceBook prices;
  prices.business_peak_ratio = 4;
  // An S1 takes 20 queries a minute and unit; three quarters of 20 are 15, and 15 / 4 x 1,440 = 5,400 a day.
  BusinessOperations operations;
  operations.twin_queries.per_day = 5.3;
  Usage usage;
  usage.devices = 1'000;
  add_business_operations(usage, demand_of(operations), 1'000, prices);
  EXPECT_EQ(size_hub(usage, prices).units, 1U);
  add_business_operations(usage, demand_of(operations), 1'000, prices);
  EXPECT_EQ(size_hub(usage, prices).units, 2U);
}

}  // namespace
}  // namespace picket::sim
