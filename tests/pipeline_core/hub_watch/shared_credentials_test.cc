#include "pipeline_core/hub_watch/shared_credentials.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(SharedCredentials, both_devices_share_from_the_second_on) {
  SharedCredentials c;
  std::vector<DeviceId> affected;
  c.set(DeviceId(1), 10, 11, affected);
  EXPECT_THAT(affected, ElementsAre(DeviceId(1)));
  EXPECT_FALSE(c.shares(DeviceId(1)));
  affected.clear();
  c.set(DeviceId(2), 20, 10, affected);  // its secondary key is the other's primary one
  EXPECT_THAT(affected, UnorderedElementsAre(DeviceId(1), DeviceId(2)));
  EXPECT_TRUE(c.shares(DeviceId(1)));
  EXPECT_TRUE(c.shares(DeviceId(2)));
}

TEST(SharedCredentials, one_device_may_use_one_key_twice_and_none_is_not_a_key) {
  SharedCredentials c;
  std::vector<DeviceId> affected;
  c.set(DeviceId(1), 10, 10, affected);
  c.set(DeviceId(2), 0, 0, affected);
  c.set(DeviceId(3), 0, 0, affected);
  for (std::uint32_t d = 1; d <= 3; ++d) EXPECT_FALSE(c.shares(DeviceId(d)));
}

TEST(SharedCredentials, agrees_with_a_naive_recount) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  SharedCredentials c;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> truth(30);
  std::vector<bool> told(30);
  const auto shares = [&](std::size_t d) {
    for (std::size_t other = 0; other < truth.size(); ++other) {
      if (other == d) continue;
      for (const std::uint64_t a : {truth[d].first, truth[d].second}) {
        if (a != 0 && (a == truth[other].first || a == truth[other].second)) return true;
      }
    }
    return false;
  };
  for (int step = 0; step < 3000; ++step) {
    const auto d = static_cast<std::uint32_t>(random.below(truth.size()));
    truth[d] = {random.below(40), random.below(40)};
    std::vector<DeviceId> affected;
    c.set(DeviceId(d), truth[d].first, truth[d].second, affected);
    for (const DeviceId a : affected) told[a.value()] = c.shares(a);
    for (std::uint32_t i = 0; i < truth.size(); ++i) {
      ASSERT_EQ(c.shares(DeviceId(i)), shares(i)) << step << " " << i;
      ASSERT_EQ(told[i], shares(i)) << step << " " << i;  // `affected` named everybody for whom it changed
    }
  }
}

// Keys that come and go: the table grows over its first size and wins back the places of keys that nobody has.
TEST(SharedCredentials, many_keys_that_change_stay_right) {
  SharedCredentials c;
  std::vector<DeviceId> affected;
  for (std::uint64_t day = 0; day < 20; ++day) {
    for (std::uint32_t d = 0; d < 500; ++d) {
      const std::uint64_t own = 1'000'000 * (day + 1) + d;
      c.set(DeviceId(d), own, d % 100 == day ? 7 : 0, affected);
      affected.clear();
    }
    for (std::uint32_t d = 0; d < 500; ++d) ASSERT_EQ(c.shares(DeviceId(d)), d % 100 == day) << day << " " << d;
  }
}

TEST(SharedCredentials, a_device_that_was_never_named_shares_none) {
  const SharedCredentials c;
  EXPECT_FALSE(c.shares(DeviceId(3)));
}

}  // namespace
}  // namespace picket
