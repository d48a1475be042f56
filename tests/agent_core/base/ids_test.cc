#include "agent_core/base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace picket {
namespace {

TEST(Id, compares_and_hashes_by_its_number) {
  EXPECT_LT(DeviceId(1), DeviceId(2));
  EXPECT_EQ(DeviceId(), DeviceId(0));
  const std::unordered_set<DeviceId> set{DeviceId(1), DeviceId(1), DeviceId(2)};
  EXPECT_EQ(set.size(), 2U);
}

TEST(Id, kinds_do_not_mix) {
  static_assert(!std::is_convertible_v<DeviceId, SiteId>);
  static_assert(!std::is_convertible_v<std::uint32_t, DeviceId>);
  EXPECT_EQ(SiteId(7).value(), 7U);
}

}  // namespace
}  // namespace picket
