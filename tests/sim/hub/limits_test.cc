// Expectations come from the tables of IoT Hub's quota, scaling and pricing pages.
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

TEST(HubLimits, first_tier_has_a_floor_of_one_hundred_a_second) {
  EXPECT_EQ(limits_of(Sku::kS1, 1).sends_per_second, 100);
  EXPECT_EQ(limits_of(Sku::kS1, 8).sends_per_second, 100);  // 12 * 8 = 96
  EXPECT_EQ(limits_of(Sku::kS1, 9).sends_per_second, 108);
  EXPECT_EQ(limits_of(Sku::kS1, 200).connects_per_second, 2'400);
}

TEST(HubLimits, higher_tiers_scale_by_unit) {
  EXPECT_EQ(limits_of(Sku::kS2, 1).sends_per_second, 120);
  EXPECT_EQ(limits_of(Sku::kS2, 1).daily_blocks, 6'000'000);
  EXPECT_EQ(limits_of(Sku::kS3, 10).sends_per_second, 60'000);
  EXPECT_EQ(limits_of(Sku::kS3, 10).daily_blocks, 3'000'000'000);
  EXPECT_EQ(limits_of(Sku::kB1, 3).daily_blocks, 1'200'000);
}

// "Sustained throughput" of iot-hub-scaling: what a unit's daily messages of one block carry, a day in GB and a minute in
// KB, MB and messages. The page's figures come out of 4,096 bytes and GB of 2^30 alone; it rounds up, down and off.
TEST(HubLimits, a_unit_carries_1_5_and_22_8_and_1144_4_gigabytes_a_day) {
  const auto gigabytes = [](Sku sku) {
    const HubLimits limits = limits_of(sku, 1);
    return static_cast<double>(limits.daily_blocks * limits.block_bytes) / (1'024.0 * 1'024.0 * 1'024.0);
  };
  for (const auto& [basic, standard, day] :
       {std::tuple{Sku::kB1, Sku::kS1, 1.5}, std::tuple{Sku::kB2, Sku::kS2, 22.8}, std::tuple{Sku::kB3, Sku::kS3, 1144.4}}) {
    EXPECT_DOUBLE_EQ(std::floor(gigabytes(standard) * 10) / 10, day);
    EXPECT_EQ(gigabytes(basic), gigabytes(standard));
  }
  EXPECT_EQ(std::floor(gigabytes(Sku::kS1) * 1'024 * 1'024 / 1'440), 1'111);  // KB a minute
  EXPECT_EQ(std::round(gigabytes(Sku::kS2) * 1'024 / 1'440), 16);             // MB a minute
  EXPECT_EQ(std::round(gigabytes(Sku::kS3) * 1'024 / 1'440), 814);
  EXPECT_EQ(std::round(static_cast<double>(limits_of(Sku::kS1, 1).daily_blocks) / 1'440), 278);
  EXPECT_EQ(std::round(static_cast<double>(limits_of(Sku::kS2, 1).daily_blocks) / 1'440), 4'167);
  EXPECT_EQ(std::round(static_cast<double>(limits_of(Sku::kS3, 1).daily_blocks) / 1'440), 208'333);
}

TEST(HubLimits, twins_are_throttled_by_tier_and_a_basic_one_has_none) {
  EXPECT_EQ(limits_of(Sku::kS1, 1).twin_reads_per_minute, 6'000);
  EXPECT_EQ(limits_of(Sku::kS1, 200).twin_reads_per_minute, 6'000);
  EXPECT_EQ(limits_of(Sku::kS1, 200).twin_updates_per_minute, 3'000);
  EXPECT_EQ(limits_of(Sku::kS2, 11).twin_reads_per_minute, 6'600);
  EXPECT_EQ(limits_of(Sku::kS2, 11).twin_updates_per_minute, 3'300);
  EXPECT_EQ(limits_of(Sku::kS3, 2).twin_reads_per_minute, 60'000);
  EXPECT_EQ(limits_of(Sku::kB3, 2).twin_reads_per_minute, 0);
  EXPECT_TRUE(std::isinf(unlimited(Sku::kB1).twin_updates_per_minute));
}

TEST(HubLimits, the_free_tier_meters_half_kilobytes) {
  EXPECT_EQ(limits_of(Sku::kF1, 1).block_bytes, 512);
  EXPECT_EQ(limits_of(Sku::kF1, 1).daily_blocks, 8'000);
  EXPECT_EQ(max_units(Sku::kF1), 1U);
}

TEST(HubLimits, units_are_bounded_by_tier) {
  EXPECT_EQ(max_units(Sku::kS1), 200U);
  EXPECT_EQ(max_units(Sku::kS2), 200U);
  EXPECT_EQ(max_units(Sku::kS3), 10U);
  EXPECT_EQ(max_units(Sku::kB3), 10U);
  EXPECT_DEATH(limits_of(Sku::kS3, 11), "units 11 of S3");
  EXPECT_DEATH(limits_of(Sku::kS1, 0), "CHECK failed");
}

TEST(HubLimits, every_tier_has_a_word) {
  for (const EnumName<Sku>& name : enum_names(Sku{})) EXPECT_EQ(to_string(name.value), name.name);
  EXPECT_EQ(to_string(Sku::kS2), "S2");
}

// "A 100-byte message is charged as one message, and a 6-KB message is charged as two": iot-hub-devguide-pricing.
TEST(Metering, counts_whole_blocks_of_4096_bytes) {
  EXPECT_EQ(blocks_of(Bytes(0), 4'096), 1);
  EXPECT_EQ(blocks_of(Bytes(100), 4'096), 1);
  EXPECT_EQ(blocks_of(Bytes(4'096), 4'096), 1);
  EXPECT_EQ(blocks_of(Bytes(4'097), 4'096), 2);
  EXPECT_EQ(blocks_of(Bytes(6 * 1'024), 4'096), 2);
  EXPECT_EQ(blocks_of(Bytes(262'144), 4'096), 64);
  EXPECT_EQ(blocks_of(Bytes(513), 512), 2);
}

// "application/json" 16 + "utf-8" 5 + "urn:azureiot:Security:SecurityAgent:1" 37 = 58 bytes, which
// leaves 4,096 - 58 = 4,038 for the body of a one-block security message.
TEST(Metering, property_values_of_a_security_message_take_58_bytes) {
  EXPECT_EQ(kSecurityPropertyValues.count(), 16 + 5 + 37);
  EXPECT_EQ(blocks_of(metered_size(Bytes(4'038), kSecurityPropertyValues, Bytes(0)), 4'096), 1);
  EXPECT_EQ(blocks_of(metered_size(Bytes(4'039), kSecurityPropertyValues, Bytes(0)), 4'096), 2);
  EXPECT_EQ(metered_size(Bytes(1), Bytes(2), Bytes(3)).count(), 6);
}

}  // namespace
}  // namespace picket::sim
