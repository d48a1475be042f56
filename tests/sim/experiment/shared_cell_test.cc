// What the head of scenarios/smoke/shared_cell.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/sim/experiment/scenario_run.h"

namespace picket::sim {
namespace {

LaneResult street_run(const std::vector<std::string>& sets) { return test::run_of_processes("smoke/shared_cell.yaml", sets); }

/// Seconds on the line and through the cell, without the half round trip: the same for all devices of an attack.
double seconds_through(const LaneResult& lane, std::uint32_t attack) {
  std::vector<std::int64_t> network;
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack == attack && unit.detected) network.push_back(unit.parts.network);
  }
  EXPECT_EQ(network.size(), 20U);
  if (network.empty()) return 0;
  EXPECT_EQ(*std::ranges::min_element(network), *std::ranges::max_element(network)) << "max-min fair: equal messages end together";
  return static_cast<double>(network.front()) * 1e-6 - 0.05;
}

constexpr double kMessageBits = 478 * 8;

// The closed formula, at what the hour leaves of the cell; on both back ends the same results.
TEST(SharedCell, twenty_equal_bursts_take_twenty_times_as_long_as_one) {
  const LaneResult lane = street_run({});
  EXPECT_NEAR(seconds_through(lane, 0), 20 * kMessageBits / 232'000, 2e-6);
  EXPECT_NEAR(seconds_through(lane, 1), 20 * kMessageBits / 16'000, 2e-6);
  EXPECT_EQ(lane.cell.cells, 1);
  // 240 of 256 kbit/s are the others', and the meters' 1,000 messages of the hour are half a percent more.
  EXPECT_GT(lane.cell.utilisation_1h_max, 240.0 / 256);
  EXPECT_LT(lane.cell.utilisation_1h_max, 240.0 / 256 + 0.01);
  // All twenty messages in a second and little else.
  EXPECT_GE(lane.cell.peak_1s, 20 * 478);
  EXPECT_LE(lane.cell.peak_1s, 24 * 478);
  EXPECT_EQ(street_run({"backend=s4u"}).digest, lane.digest);
}

TEST(SharedCell, alone_in_as_full_a_cell_a_message_takes_its_own_time) {
  const LaneResult lane = street_run({"networks.street.cell.sites=1"});
  EXPECT_EQ(lane.cell.cells, 40);
  EXPECT_NEAR(seconds_through(lane, 0), kMessageBits / 232'000, 2e-6);
  EXPECT_NEAR(seconds_through(lane, 1), kMessageBits / 16'000, 2e-6);
}

TEST(SharedCell, a_wide_cell_leaves_the_line_s_own_time) {
  const LaneResult lane = street_run({"networks.street.cell.uplink_bandwidth=100 Mbit/s"});
  EXPECT_NEAR(seconds_through(lane, 0), kMessageBits / 1e6, 2e-6);
  EXPECT_NEAR(seconds_through(lane, 1), kMessageBits / 1e6, 2e-6);
}

}  // namespace
}  // namespace picket::sim
