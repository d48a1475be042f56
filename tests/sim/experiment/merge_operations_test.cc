#include "sim/experiment/merge_operations.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/lane_samples.h"

// Lanes of half a day.

namespace picket::sim {
namespace {

using test::sample_lane;

TEST(MergeOperations, gives_daily_means_and_the_mean_wait_of_what_was_done) {
  LaneResult one = sample_lane("g1_c", 0, 1);
  LaneResult two = sample_lane("g1_c", 1, 1);
  EXPECT_FALSE(has_operations({&one, &two}));
  EXPECT_TRUE(mean_operations({&one, &two}).empty());
  one.hub_operations = {{.operation = "device_twin_read",
                         .asked = 10,
                         .done = 6,
                         .refused = {{"throttled_429002", 2}, {"over_quota_403002", 1}},
                         .lost = 1,
                         .blocks = 12,
                         .delayed = 2,
                         .delay_us = 9'000'000,
                         .uplink_bytes = 1'000,
                         .downlink_bytes = 3'000}};
  two.hub_operations = {{.operation = "device_twin_read", .asked = 3, .done = 3, .blocks = 6},
                        {.operation = "twin_update", .asked = 1, .done = 1, .blocks = 1}};
  EXPECT_TRUE(has_operations({&one, &two}));
  const auto rows = mean_operations({&one, &two});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].operation, "device_twin_read");
  EXPECT_DOUBLE_EQ(rows[0].asked_per_day, 13);
  EXPECT_DOUBLE_EQ(rows[0].done_per_day, 9);
  EXPECT_DOUBLE_EQ(rows[0].refused_per_day, 3);
  EXPECT_DOUBLE_EQ(rows[0].lost_per_day, 1);
  EXPECT_DOUBLE_EQ(rows[0].blocks_per_day, 18);
  EXPECT_DOUBLE_EQ(rows[0].mean_delay_seconds, 1);
  EXPECT_DOUBLE_EQ(rows[0].uplink_bytes_per_day, 1'000);
  EXPECT_DOUBLE_EQ(rows[0].downlink_bytes_per_day, 3'000);
  // A replication in which nothing of a kind was asked counts as none of it.
  EXPECT_EQ(rows[1].operation, "twin_update");
  EXPECT_DOUBLE_EQ(rows[1].asked_per_day, 1);
}

TEST(MergeOperations, keeps_the_fleets_own_business_apart) {
  LaneResult one = sample_lane("g1_c", 0, 1);
  one.business_operations = {{.operation = "direct_method", .asked = 4, .done = 3, .refused = {{"throttled_429002", 1}}, .blocks = 9}};
  EXPECT_FALSE(has_operations({&one}));
  EXPECT_TRUE(has_business_operations({&one}));
  const auto rows = mean_business_operations({&one});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].operation, "direct_method");
  EXPECT_DOUBLE_EQ(rows[0].asked_per_day, 8);
  EXPECT_DOUBLE_EQ(rows[0].blocks_per_day, 18);
  EXPECT_TRUE(mean_operations({&one}).empty());
}

}  // namespace
}  // namespace picket::sim
