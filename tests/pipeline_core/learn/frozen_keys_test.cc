#include "pipeline_core/learn/frozen_keys.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(FrozenKeys, are_known_until_the_freeze_is_over_by_device) {
  FrozenKeys keys;
  EXPECT_TRUE(keys.empty());
  keys.add(DeviceId(1), 7);
  keys.add(DeviceId(2), 8);
  EXPECT_TRUE(keys.has(DeviceId(1), 7));
  EXPECT_FALSE(keys.has(DeviceId(2), 7));
  keys.forget(DeviceId(1));
  EXPECT_FALSE(keys.has(DeviceId(1), 7));
  EXPECT_TRUE(keys.has(DeviceId(2), 8));
  keys.forget(DeviceId(2));
  EXPECT_TRUE(keys.empty());
}

TEST(FrozenKeys, are_bounded_by_device) {
  FrozenKeys keys;
  for (std::uint64_t key = 0; key < 2 * FrozenKeys::kMax; ++key) keys.add(DeviceId(1), key);
  EXPECT_TRUE(keys.has(DeviceId(1), FrozenKeys::kMax - 1));
  EXPECT_FALSE(keys.has(DeviceId(1), FrozenKeys::kMax));
}

}  // namespace
}  // namespace picket
