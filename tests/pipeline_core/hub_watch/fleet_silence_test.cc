#include "pipeline_core/hub_watch/fleet_silence.h"

#include <gtest/gtest.h>

#include <map>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::minute;

const FleetSilenceSettings kSilenceSettings;

FleetSilence group_of(int devices) {
  FleetSilence group;
  for (int i = 0; i < devices; ++i) group.add_device();
  return group;
}

// 20 devices: max(5, 0.3 * 20) = 6 must go within 15 min. The sixth at minute 10 completes it; it began at minute 0.
TEST(FleetSilence, a_share_of_the_group_that_goes_at_once_raises_one_alarm) {
  FleetSilence group = group_of(20);
  for (std::uint32_t d = 0; d < 5; ++d)
    EXPECT_FALSE(group.on_away(DeviceId(d), minute(2 * d), false, kSilenceSettings));
  const auto alarm = group.on_away(DeviceId(5), minute(10), false, kSilenceSettings);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->since, minute(0));
  EXPECT_EQ(alarm->devices, 6u);
  EXPECT_EQ(alarm->of, 20u);
  EXPECT_FALSE(group.on_away(DeviceId(6), minute(11), false, kSilenceSettings));
}

TEST(FleetSilence, one_device_or_a_few_of_a_small_group_are_none) {
  FleetSilence group = group_of(4);
  for (std::uint32_t d = 0; d < 4; ++d) EXPECT_FALSE(group.on_away(DeviceId(d), minute(0), false, kSilenceSettings));
}

// One every 4 min: a window of 15 min holds four of them, minutes m to m + 12.
TEST(FleetSilence, devices_that_go_one_by_one_are_none) {
  FleetSilence group = group_of(10);
  for (std::uint32_t d = 0; d < 10; ++d)
    EXPECT_FALSE(group.on_away(DeviceId(d), minute(4 * d), false, kSilenceSettings));
}

TEST(FleetSilence, a_device_counts_once_until_it_comes_back) {
  FleetSilence group = group_of(10);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(group.on_away(DeviceId(1), minute(0), false, kSilenceSettings));
  for (int i = 0; i < 10; ++i) {
    group.on_back(DeviceId(1), kSilenceSettings);
    EXPECT_FALSE(group.is_away(DeviceId(1)));
    EXPECT_FALSE(group.on_away(DeviceId(1), minute(0), false, kSilenceSettings));
  }
}

// Six needed; after the alarm four must come back (2 left, 2 * 2 < 6) before the next.
TEST(FleetSilence, is_told_again_after_the_group_has_come_back) {
  FleetSilence group = group_of(20);
  for (std::uint32_t d = 0; d < 6; ++d) group.on_away(DeviceId(d), minute(0), false, kSilenceSettings);
  for (std::uint32_t d = 0; d < 3; ++d) group.on_back(DeviceId(d), kSilenceSettings);
  for (std::uint32_t d = 0; d < 3; ++d) EXPECT_FALSE(group.on_away(DeviceId(d), minute(1), false, kSilenceSettings));
  for (std::uint32_t d = 0; d < 4; ++d) group.on_back(DeviceId(d), kSilenceSettings);
  int alarms = 0;
  for (std::uint32_t d = 0; d < 4; ++d)
    alarms += group.on_away(DeviceId(d), minute(2), false, kSilenceSettings) ? 1 : 0;
  EXPECT_EQ(alarms, 1);
}

// Eight of 20 sleep at once every day: twice as many are needed then.
TEST(FleetSilence, learns_a_group_that_sleeps) {
  FleetSilence group = group_of(20);
  for (std::uint32_t d = 0; d < 8; ++d) EXPECT_FALSE(group.on_away(DeviceId(d), minute(0), true, kSilenceSettings));
  for (std::uint32_t d = 0; d < 8; ++d) group.on_back(DeviceId(d), kSilenceSettings);
  for (std::uint32_t d = 0; d < 15; ++d)
    EXPECT_FALSE(group.on_away(DeviceId(d), minute(600), false, kSilenceSettings)) << d;
  EXPECT_TRUE(group.on_away(DeviceId(15), minute(600), false, kSilenceSettings));
}

TEST(FleetSilence, the_alarm_agrees_with_a_naive_recount_in_any_order) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const int devices = 30;
    FleetSilence group = group_of(devices);
    std::map<std::uint32_t, std::int64_t> gone;
    for (int step = 0; step < 200; ++step) {
      const auto d = static_cast<std::uint32_t>(random.below(devices));
      if (gone.contains(d)) {
        gone.erase(d);
        group.on_back(DeviceId(d), kSilenceSettings);
        continue;
      }
      if (random.chance(0.4)) continue;
      const auto went = static_cast<std::int64_t>(random.below(60));
      gone[d] = went;
      std::uint32_t most = 0;
      for (std::int64_t first = went - 14; first <= went; ++first) {
        std::uint32_t n = 0;
        for (const auto& [other, when] : gone) n += when >= first && when < first + 15 ? 1 : 0;
        most = std::max(most, n);
      }
      const auto alarm = group.on_away(DeviceId(d), minute(went), false, kSilenceSettings);
      if (alarm) {
        EXPECT_EQ(alarm->devices, most);
      }
      EXPECT_TRUE(!alarm || most >= 9);  // max(5, 0.3 * 30)
      if (most >= 9) {
        // Raised now or still up: bringing all back and then the same ones away must raise it.
        FleetSilence again = group_of(devices);
        bool raised = false;
        for (const auto& [other, when] : gone) {
          raised = again.on_away(DeviceId(other), minute(when), false, kSilenceSettings).has_value() || raised;
        }
        EXPECT_TRUE(raised);
      }
    }
  }
}

}  // namespace
}  // namespace picket
