#include "sim/fleet/downtime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace picket::sim {
namespace {

constexpr Time kEpoch = Time::from_unix_seconds(1'772'496'000);

/// A device that restarts for a minute about once an hour, by day and night.
DeviceClass restless() {
  DeviceClass out;
  out.reboots_per_30_days = 720;
  out.reboot_at_night = false;
  out.reboot_duration = Distribution::constant(60);
  out.power_losses_per_year = 0;
  return out;
}

std::vector<Downtime> some(DowntimeWalk walk, std::size_t n) {
  std::vector<Downtime> out;
  while (out.size() < n) {
    const auto next = walk.next();
    if (!next) break;
    out.push_back(*next);
  }
  return out;
}

TEST(DowntimeWalk, goes_on_beside_what_faults_do) {
  const DeviceClass device_class = restless();
  const Downtime forced{kEpoch + Duration::hours(2), kEpoch + Duration::hours(5), true, false};
  const std::vector<Downtime> own = some(DowntimeWalk(device_class, 1, 2, kEpoch, Duration()), 40);
  const std::vector<Downtime> both = some(DowntimeWalk(device_class, 1, 2, kEpoch, Duration(), {}, {forced}), 40);
  std::vector<Downtime> expected;
  bool added = false;
  for (const Downtime& one : own) {
    if (!added && one.start >= forced.start) {
      Downtime rest = forced;
      if (!expected.empty()) rest.start = std::max(rest.start, expected.back().end);
      expected.push_back(rest);
      added = true;
    }
    if (one.start < forced.start || one.start >= forced.end) expected.push_back(one);
  }
  ASSERT_GT(expected.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(both[i], expected[i]) << i;
}

TEST(DowntimeWalk, is_over_when_nothing_more_happens) {
  DeviceClass quiet = restless();
  quiet.reboots_per_30_days = 0;
  const Downtime forced{kEpoch + Duration::hours(2), kEpoch + Duration::hours(5), false, false};
  EXPECT_EQ(some(DowntimeWalk(quiet, 1, 2, kEpoch, Duration(), {}, {forced, forced}), 9), std::vector<Downtime>{forced});
}

}  // namespace
}  // namespace picket::sim
