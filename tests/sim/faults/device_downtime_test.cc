#include "sim/faults/device_downtime.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;
constexpr FaultPeriod kHour{kFaultStart, kFaultStart + Duration::hours(1)};

TEST(DeviceDowntime, of_a_power_cut_ends_with_a_boot_of_each_device_s_own_length) {
  Fault fault;
  fault.kind = FaultKind::kPowerCut;
  std::set<std::int64_t> ends;
  for (std::uint64_t device = 0; device < 200; ++device) {
    const Downtime down = power_cut(fault, kHour, KeyedDraws(key_of(1, device)));
    EXPECT_EQ(down.start, kHour.from);
    EXPECT_TRUE(down.power_loss);
    EXPECT_GE(down.end - kHour.until, Duration::seconds(5));
    EXPECT_LE(down.end - kHour.until, Duration::seconds(90));
    ends.insert(down.end.unix_microseconds());
  }
  EXPECT_GT(ends.size(), 190U);
}

// Up 120 s, down 20 s: the n-th begins at 120 + 140 n, 25 of them before 3,600 s.
TEST(DeviceDowntime, of_a_crash_loop_comes_again_and_again) {
  Fault fault;
  fault.kind = FaultKind::kCrashLoop;
  fault.up = Distribution::constant(120);
  fault.down = Distribution::constant(20);
  const std::vector<Downtime> restarts = crash_loop(fault, kHour, KeyedDraws(1));
  ASSERT_EQ(restarts.size(), 25U);
  for (std::size_t n = 0; n < restarts.size(); ++n) {
    EXPECT_EQ(restarts[n].start - kFaultStart, Duration::seconds(120 + 140 * static_cast<std::int64_t>(n)));
    EXPECT_EQ(restarts[n].end - restarts[n].start, Duration::seconds(20));
    EXPECT_FALSE(restarts[n].power_loss);
  }
}

TEST(DeviceDowntime, of_a_crash_loop_is_bounded) {
  Fault fault;
  fault.up = Distribution::constant(1);
  fault.down = Distribution::constant(1);
  EXPECT_EQ(crash_loop(fault, {kFaultStart, kFaultStart + Duration::days(30)}, KeyedDraws(1)).size(), kMostRestarts);
}

TEST(DeviceDowntime, of_a_lost_clock_is_one_restart) {
  Fault fault;
  fault.boot = Distribution::constant(7);
  EXPECT_EQ(restart_without_clock(fault, kFaultStart, KeyedDraws(1)), (Downtime{kFaultStart, kFaultStart + Duration::seconds(7), false, false}));
}

TEST(DeviceDowntime, has_a_gateway_off_for_the_period_and_a_second_at_least) {
  const Time start = test::kFaultStart;
  EXPECT_EQ(gateway_reboot({start, start + Duration::minutes(3)}), (Downtime{start, start + Duration::minutes(3), false, false}));
  EXPECT_EQ(gateway_reboot({start, start}).end, start + Duration::seconds(1));
}

}  // namespace
}  // namespace picket::sim
