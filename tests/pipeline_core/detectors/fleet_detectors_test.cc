#include "pipeline_core/detectors/fleet_detectors.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

PeripheralSighting plugged(std::uint32_t device, std::uint64_t peripheral) {
  return {kStart, DeviceId(device), 0, 0, peripheral, kStart};
}

TEST(FleetDetectors, a_peripheral_is_new_once_for_each_class) {
  const DetectorSettings settings;
  FleetDetectors watch(settings);
  EXPECT_TRUE(watch.is_new_peripheral(plugged(0, 7), ClassId(0)));
  EXPECT_FALSE(watch.is_new_peripheral(plugged(0, 7), ClassId(0)));
  EXPECT_FALSE(watch.is_new_peripheral(plugged(1, 7), ClassId(0)));
  EXPECT_TRUE(watch.is_new_peripheral(plugged(2, 7), ClassId(1)));
}

/// A day of ordinary calls.
void learn(FleetDetectors& watch) {
  double devices = 0;
  EXPECT_FALSE(watch.is_new_peer(77, kStart - Duration::hours(25), true, devices));
  EXPECT_FALSE(watch.is_new_peer(78, kStart - Duration::hours(1), true, devices));
}

TEST(FleetDetectors, no_peer_is_new_before_a_day_was_learned) {
  const DetectorSettings settings;
  FleetDetectors watch(settings);
  double devices = 0;
  watch.is_new_peer(77, kStart - Duration::hours(20), true, devices);
  watch.is_new_peer(78, kStart - Duration::hours(1), true, devices);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(watch.is_new_peer(1, kStart, false, devices));
}

/// 1,000 devices: a twentieth of them is 50.
TEST(FleetDetectors, a_peer_is_the_fleets_when_a_share_of_the_devices_calls_it_within_a_day) {
  const DetectorSettings settings;
  FleetDetectors watch(settings);
  for (int i = 0; i < 1'000; ++i) watch.add_device();
  learn(watch);
  double devices = 0;
  int first = 0;
  for (int i = 1; i <= 200; ++i) {
    if (watch.is_new_peer(9, kStart + Duration::minutes(i), false, devices)) {
      EXPECT_EQ(first, 0) << "raised twice";
      first = i;
    }
  }
  EXPECT_EQ(first, 50);
  EXPECT_EQ(devices, 50);
}

TEST(FleetDetectors, a_small_fleet_needs_ten_devices_and_slow_or_learned_peers_are_nobodys_news) {
  const DetectorSettings settings;
  FleetDetectors watch(settings);
  for (int i = 0; i < 20; ++i) watch.add_device();
  learn(watch);
  double devices = 0;
  for (int i = 1; i < 10; ++i) EXPECT_FALSE(watch.is_new_peer(1, kStart, false, devices));
  EXPECT_TRUE(watch.is_new_peer(1, kStart, false, devices));
  EXPECT_FALSE(watch.is_new_peer(2, kStart, true, devices));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(watch.is_new_peer(2, kStart, false, devices));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(watch.is_new_peer(3, kStart + Duration::hours(i * 3), false, devices));
}

}  // namespace
}  // namespace picket
