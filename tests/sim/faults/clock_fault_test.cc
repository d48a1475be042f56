#include "sim/faults/clock_fault.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;

// The catalogue's own figures: 78 ppm are 6.7 s a day, and 5 min after 45 days (303 s).
TEST(ClockFault, drifts_by_the_catalogue_s_figures) {
  Fault fault;
  fault.kind = FaultKind::kClockDrift;
  fault.drift_ppm = Distribution::constant(78);
  const ClockFault clock = clock_drift(fault, kFaultStart, KeyedDraws(1));
  const double sign = clock.drift_ppm < 0 ? -1 : 1;
  EXPECT_EQ(clock.error_at(kFaultStart), Duration());
  EXPECT_NEAR(sign * clock.error_at(kFaultStart + Duration::days(1)).to_seconds(), 6.7, 0.05);
  EXPECT_NEAR(sign * clock.error_at(kFaultStart + Duration::days(45)).to_seconds(), 303.3, 0.1);
  fault.unsynchronised = Duration::days(44);
  const ClockFault earlier = clock_drift(fault, kFaultStart, KeyedDraws(1));
  EXPECT_NEAR(std::abs(earlier.error_at(kFaultStart + Duration::days(1)).to_seconds()), 303.3, 0.1);
}

TEST(ClockFault, is_fast_as_often_as_slow_and_by_78_ppm_in_the_median) {
  const Fault fault;
  int fast = 0;
  int small = 0;
  for (std::uint64_t device = 0; device < 2'000; ++device) {
    const ClockFault clock = clock_drift(fault, kFaultStart, KeyedDraws(key_of(9, device)));
    fast += clock.drift_ppm > 0 ? 1 : 0;
    small += std::abs(clock.drift_ppm) <= 78 ? 1 : 0;
    EXPECT_LE(std::abs(clock.drift_ppm), 500);
  }
  EXPECT_NEAR(fast, 1'000, 68);
  EXPECT_NEAR(small, 1'000, 68);
}

TEST(ClockFault, of_a_boot_stays_as_it_is_and_never_comes_before_1970) {
  Fault fault;
  fault.shift = Distribution::constant(-3'600);
  const ClockFault clock = clock_step(fault, kFaultStart, KeyedDraws(1));
  EXPECT_EQ(clock.error_at(kFaultStart + Duration::days(9)), Duration::hours(-1));
  fault.shift = Distribution::constant(-100 * 365 * 86'400.0);
  EXPECT_EQ(kFaultStart + clock_step(fault, kFaultStart, KeyedDraws(1)).error_at(kFaultStart), Time::from_unix_seconds(0));
}

}  // namespace
}  // namespace picket::sim
