#include "sim/faults/cloned_image.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

std::vector<DeviceId> device_list(std::uint32_t n) {
  std::vector<DeviceId> out;
  for (std::uint32_t d = 0; d < n; ++d) out.emplace_back(10 + d);
  return out;
}

TEST(ClonedImage, gives_each_group_the_identity_of_its_first) {
  EXPECT_EQ(clones_of(device_list(4), 2), (std::vector<Clone>{{DeviceId(11), DeviceId(10)}, {DeviceId(13), DeviceId(12)}}));
  EXPECT_EQ(clones_of(device_list(3), 3), (std::vector<Clone>{{DeviceId(11), DeviceId(10)}, {DeviceId(12), DeviceId(10)}}));
}

TEST(ClonedImage, lets_what_is_left_over_join_the_last_group) {
  const std::vector<Clone> clones = clones_of(device_list(5), 2);
  ASSERT_EQ(clones.size(), 3U);
  EXPECT_EQ(clones[2], (Clone{DeviceId(14), DeviceId(12)}));
  EXPECT_EQ(clones_of(device_list(3), 10).size(), 2U);
}

TEST(ClonedImage, of_fewer_than_two_devices_is_none) {
  EXPECT_TRUE(clones_of(device_list(1), 2).empty());
  EXPECT_TRUE(clones_of({}, 2).empty());
}

}  // namespace
}  // namespace picket::sim
