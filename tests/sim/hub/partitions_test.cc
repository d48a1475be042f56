#include "sim/hub/partitions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace picket::sim {
namespace {

TEST(HubPartitions, keep_a_device_and_count_from_0) {
  HubPartitions partitions;
  const HubEventPlace first = partitions.place("kiosk-000001", 10);
  EXPECT_EQ(first.sequence_number, 0U);
  EXPECT_EQ(first.offset, 0U);
  const HubEventPlace second = partitions.place("kiosk-000001", 5);
  EXPECT_EQ(second.partition, first.partition);
  EXPECT_EQ(second.partition, partition_of("kiosk-000001", kDefaultPartitions));
  EXPECT_EQ(second.sequence_number, 1U);
  EXPECT_EQ(second.offset, 10U);
  std::vector<bool> used(kDefaultPartitions, false);
  for (int d = 0; d < 100; ++d) used[partitions.place("kiosk-" + std::to_string(d), 1).partition] = true;
  EXPECT_EQ(std::count(used.begin(), used.end(), true), kDefaultPartitions);
}

// 8,000 devices on 8 partitions: 1,000 each, with a standard deviation of 30.
TEST(HubPartitions, spread_devices_evenly) {
  std::vector<int> devices(8, 0);
  for (int d = 0; d < 8'000; ++d) ++devices[partition_of("meter-" + std::to_string(d), 8)];
  for (const int n : devices) EXPECT_NEAR(n, 1'000, 150);
  EXPECT_EQ(partition_of("meter-1", 1), 0U);
}

}  // namespace
}  // namespace picket::sim
