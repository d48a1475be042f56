// Expectations are the tables of IoT Hub's page on quotas and throttling (2023-02-09), row by row, written out for some
// numbers of units; the page's own examples have names of their own.
#include "sim/hub/throttle_limits.h"

#include <gtest/gtest.h>

#include <set>

namespace picket::sim {
namespace {

using Rate = RateLimit;

/// What a throttle allows on S1, S2 and S3 of so many units.
void expect_rates(HubThrottle throttle, std::uint32_t units, Rate s1, Rate s2, Rate s3) {
  SCOPED_TRACE(units);
  EXPECT_EQ(rate_of(throttle, Sku::kS1, units), s1);
  EXPECT_EQ(rate_of(throttle, Sku::kS2, units), s2);
  EXPECT_EQ(rate_of(throttle, Sku::kS3, units), s3);
}

TEST(ThrottleLimits, identity_operations_100_100_and_5000_a_minute_and_unit) {
  expect_rates(HubThrottle::kIdentityOperations, 1, Rate::per_minute(100), Rate::per_minute(100),
               Rate::per_minute(5'000));
  expect_rates(HubThrottle::kIdentityOperations, 7, Rate::per_minute(700), Rate::per_minute(700),
               Rate::per_minute(35'000));
}

TEST(ThrottleLimits, new_connections_100_or_12_a_unit_then_120_and_6000) {
  expect_rates(HubThrottle::kConnects, 1, Rate::per_second(100), Rate::per_second(120), Rate::per_second(6'000));
  expect_rates(HubThrottle::kConnects, 10, Rate::per_second(120), Rate::per_second(1'200), Rate::per_second(60'000));
}

TEST(ThrottleLimits, device_to_cloud_sends_100_or_12_a_unit_then_120_and_6000) {
  expect_rates(HubThrottle::kSends, 1, Rate::per_second(100), Rate::per_second(120), Rate::per_second(6'000));
  expect_rates(HubThrottle::kSends, 10, Rate::per_second(120), Rate::per_second(1'200), Rate::per_second(60'000));
}

TEST(ThrottleLimits, two_units_of_s1_still_connect_100_a_second_and_nine_108) {
  for (const HubThrottle throttle : {HubThrottle::kConnects, HubThrottle::kSends}) {
    EXPECT_EQ(rate_of(throttle, Sku::kS1, 2), Rate::per_second(100));
    EXPECT_EQ(rate_of(throttle, Sku::kS1, 9), Rate::per_second(108));
  }
}

TEST(ThrottleLimits, file_uploads_100_100_and_5000_initiations_a_minute_and_unit) {
  expect_rates(HubThrottle::kFileUploads, 1, Rate::per_minute(100), Rate::per_minute(100), Rate::per_minute(5'000));
  expect_rates(HubThrottle::kFileUploads, 3, Rate::per_minute(300), Rate::per_minute(300), Rate::per_minute(15'000));
}

TEST(ThrottleLimits, queries_20_20_and_1000_a_minute_and_unit) {
  expect_rates(HubThrottle::kQueries, 1, Rate::per_minute(20), Rate::per_minute(20), Rate::per_minute(1'000));
  expect_rates(HubThrottle::kQueries, 10, Rate::per_minute(200), Rate::per_minute(200), Rate::per_minute(10'000));
}

TEST(ThrottleLimits, cloud_to_device_sends_100_100_and_5000_a_minute_and_unit) {
  expect_rates(HubThrottle::kCloudToDeviceSends, 1, Rate::per_minute(100), Rate::per_minute(100),
               Rate::per_minute(5'000));
  expect_rates(HubThrottle::kCloudToDeviceSends, 2, Rate::per_minute(200), Rate::per_minute(200),
               Rate::per_minute(10'000));
}

TEST(ThrottleLimits, cloud_to_device_receives_1000_1000_and_50000_a_minute_and_unit) {
  expect_rates(HubThrottle::kCloudToDeviceReceives, 1, Rate::per_minute(1'000), Rate::per_minute(1'000),
               Rate::per_minute(50'000));
  expect_rates(HubThrottle::kCloudToDeviceReceives, 2, Rate::per_minute(2'000), Rate::per_minute(2'000),
               Rate::per_minute(100'000));
}

// 160 KB/s, 480 KB/s and 24 MB/s a unit in chunks of 4 KB. "You can make up to 40 calls per second per unit": the page.
TEST(ThrottleLimits, direct_methods_160_kilobytes_480_and_24_megabytes_a_second_and_unit) {
  expect_rates(HubThrottle::kDirectMethods, 1, Rate::per_second(160 / 4), Rate::per_second(480 / 4),
               Rate::per_second(24'000 / 4));
  expect_rates(HubThrottle::kDirectMethods, 2, Rate::per_second(80), Rate::per_second(240), Rate::per_second(12'000));
  EXPECT_EQ(kMethodChunkBytes, Bytes(4'096));
}

TEST(ThrottleLimits, twin_reads_100_then_100_or_10_a_unit_then_500_a_unit) {
  expect_rates(HubThrottle::kTwinReads, 1, Rate::per_second(100), Rate::per_second(100), Rate::per_second(500));
  expect_rates(HubThrottle::kTwinReads, 10, Rate::per_second(100), Rate::per_second(100), Rate::per_second(5'000));
  EXPECT_EQ(rate_of(HubThrottle::kTwinReads, Sku::kS1, 200), Rate::per_second(100));
  EXPECT_EQ(rate_of(HubThrottle::kTwinReads, Sku::kS2, 11), Rate::per_second(110));
}

TEST(ThrottleLimits, twin_updates_50_then_50_or_5_a_unit_then_250_a_unit) {
  expect_rates(HubThrottle::kTwinUpdates, 1, Rate::per_second(50), Rate::per_second(50), Rate::per_second(250));
  expect_rates(HubThrottle::kTwinUpdates, 10, Rate::per_second(50), Rate::per_second(50), Rate::per_second(2'500));
  EXPECT_EQ(rate_of(HubThrottle::kTwinUpdates, Sku::kS1, 200), Rate::per_second(50));
  EXPECT_EQ(rate_of(HubThrottle::kTwinUpdates, Sku::kS2, 11), Rate::per_second(55));
}

TEST(ThrottleLimits, job_operations_100_100_and_5000_a_minute_and_unit) {
  expect_rates(HubThrottle::kJobOperations, 1, Rate::per_minute(100), Rate::per_minute(100), Rate::per_minute(5'000));
  expect_rates(HubThrottle::kJobOperations, 4, Rate::per_minute(400), Rate::per_minute(400), Rate::per_minute(20'000));
}

TEST(ThrottleLimits, job_device_operations_10_then_10_or_1_a_unit_then_50_a_unit) {
  expect_rates(HubThrottle::kJobDeviceOperations, 1, Rate::per_second(10), Rate::per_second(10), Rate::per_second(50));
  expect_rates(HubThrottle::kJobDeviceOperations, 10, Rate::per_second(10), Rate::per_second(10),
               Rate::per_second(500));
  EXPECT_EQ(rate_of(HubThrottle::kJobDeviceOperations, Sku::kS2, 12), Rate::per_second(12));
}

TEST(ThrottleLimits, configurations_20_a_minute_and_unit_everywhere) {
  expect_rates(HubThrottle::kConfigurations, 1, Rate::per_minute(20), Rate::per_minute(20), Rate::per_minute(20));
  expect_rates(HubThrottle::kConfigurations, 5, Rate::per_minute(100), Rate::per_minute(100), Rate::per_minute(100));
}

TEST(ThrottleLimits, device_streams_5_a_second_everywhere) {
  expect_rates(HubThrottle::kDeviceStreams, 1, Rate::per_second(5), Rate::per_second(5), Rate::per_second(5));
  expect_rates(HubThrottle::kDeviceStreams, 9, Rate::per_second(5), Rate::per_second(5), Rate::per_second(5));
}

// The first of the page's two tables holds for all tiers, the second for standard and free hubs alone.
TEST(ThrottleLimits, a_basic_hub_has_the_rows_of_the_first_table_alone) {
  const std::set<HubThrottle> first_table{HubThrottle::kIdentityOperations, HubThrottle::kConnects, HubThrottle::kSends,
                                          HubThrottle::kFileUploads, HubThrottle::kQueries};
  for (std::size_t i = 0; i < kHubThrottles; ++i) {
    const auto throttle = static_cast<HubThrottle>(i);
    SCOPED_TRACE(row_of(throttle).name);
    EXPECT_EQ(rate_of(throttle, Sku::kF1, 1), rate_of(throttle, Sku::kS1, 1));
    const bool in_basic = first_table.contains(throttle);
    EXPECT_EQ(rate_of(throttle, Sku::kB1, 2), in_basic ? rate_of(throttle, Sku::kS1, 2) : std::nullopt);
    EXPECT_EQ(rate_of(throttle, Sku::kB2, 2), in_basic ? rate_of(throttle, Sku::kS2, 2) : std::nullopt);
    EXPECT_EQ(rate_of(throttle, Sku::kB3, 2), in_basic ? rate_of(throttle, Sku::kS3, 2) : std::nullopt);
  }
}

TEST(ThrottleLimits, only_identity_operations_are_judged_by_whole_minutes) {
  for (std::size_t i = 0; i < kHubThrottles; ++i) {
    const ThrottleRow& row = row_of(static_cast<HubThrottle>(i));
    SCOPED_TRACE(row.name);
    const bool identity = row.throttle == HubThrottle::kIdentityOperations;
    EXPECT_EQ(row.shaping, identity ? Shaping::kWholeMinutes : Shaping::kQueued);
  }
}

TEST(ThrottleLimits, more_units_than_the_tier_has_are_our_own_mistake) {
  EXPECT_DEATH(rate_of(HubThrottle::kSends, Sku::kF1, 2), "units 2 of F1");
  EXPECT_DEATH(rate_of(HubThrottle::kSends, Sku::kB3, 11), "units 11 of B3");
}

}  // namespace
}  // namespace picket::sim
