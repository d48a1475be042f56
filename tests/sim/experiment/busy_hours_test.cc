// What the head of scenarios/smoke/busy_hours.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/sim/experiment/scenario_run.h"

namespace picket::sim {
namespace {

LaneResult busy_run(const std::vector<std::string>& sets) { return test::run_of_processes("smoke/busy_hours.yaml", sets); }

/// Median over detected devices of the seconds on the line, without the half round trip.
double median_transfer(const LaneResult& lane, std::uint32_t attack) {
  std::vector<double> seconds;
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack == attack && unit.detected) seconds.push_back(static_cast<double>(unit.parts.network) * 1e-6 - 0.05);
  }
  EXPECT_EQ(seconds.size(), 10U);
  std::sort(seconds.begin(), seconds.end());
  return seconds.empty() ? 0 : seconds[seconds.size() / 2];
}

// 58 kbit/s are left at 6:30 and 4 at 10:30. The message has 478 bytes on the line, counted in whole ones after they are slowed.
TEST(BusyHours, make_the_same_message_take_longer_on_the_same_line) {
  const LaneResult lane = busy_run({});
  const double early = median_transfer(lane, 0);
  const double busy = median_transfer(lane, 1);
  EXPECT_GT(early, 0.05);
  EXPECT_NEAR(busy / early, 14.5, 0.05);
}

TEST(BusyHours, are_as_fast_as_others_without_the_other_traffic) {
  const LaneResult lane = busy_run({"networks.office.background_uplink=0 bit/s"});
  EXPECT_NEAR(median_transfer(lane, 1) / median_transfer(lane, 0), 1, 0.001);
}

}  // namespace
}  // namespace picket::sim
