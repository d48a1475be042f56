#include "sim/experiment/merge_energy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

using test::measure;
using test::sample_lane;

bool tells(const PolicyResult& result, const std::string& name) {
  for (const Measure& m : result.measures) {
    if (m.name == name) return true;
  }
  return false;
}

/// Half a day; joules of ten meters and two gateways.
LaneResult energy_lane(std::uint32_t replication, double meters, double gateways) {
  LaneResult lane = sample_lane("picket", replication, 1);
  lane.energy = {{"kiosk", 10, 0.1 * meters, 0.2 * meters, 0.1 * meters, 0.6 * meters}, {"iot_gateway", 2, 0, gateways, 0, 0}};
  return lane;
}

/// Half a watt-hour, 1,800 J, for a hundred days: 18 J a day.
Scenario kiosks_on_batteries() { return test::small_scenario({"device_classes.kiosk.battery={watt_hours: 0.5, life_days: 100}"}); }

// 45 J of ten devices in half a day are 9 J a device-day, 6/10 of them held. 9 on top of 18 take a third of 100 days.
TEST(MergeEnergy, tells_energy_by_class_and_what_it_takes_off_a_battery) {
  const Scenario scenario = kiosks_on_batteries();
  const LaneResult lane = energy_lane(0, 45, 15);
  PolicyResult out;
  merge_energy(scenario, {&lane}, {}, out);
  EXPECT_DOUBLE_EQ(measure(out, "radio_energy_joules_per_device_day.kiosk").estimate.value, 9);
  EXPECT_DOUBLE_EQ(measure(out, "radio_hold_joules_per_device_day.kiosk").estimate.value, 5.4);
  EXPECT_NEAR(measure(out, "battery_life_lost_days.kiosk").estimate.value, 100.0 / 3, 1e-9);
  EXPECT_DOUBLE_EQ(measure(out, "radio_energy_joules_per_device_day.iot_gateway").estimate.value, 15);
  EXPECT_DOUBLE_EQ(measure(out, "radio_energy_joules_per_device_day").estimate.value, 60 / 6.0);
  EXPECT_FALSE(tells(out, "battery_life_lost_days.iot_gateway")) << "it is on mains";
  EXPECT_EQ(measure(out, "battery_life_lost_days.kiosk").unit, "days");
}

TEST(MergeEnergy, says_nothing_where_no_line_has_a_known_radio) {
  const Scenario scenario = kiosks_on_batteries();
  const LaneResult lane = sample_lane("picket", 0, 1);
  PolicyResult out;
  merge_energy(scenario, {&lane}, {}, out);
  EXPECT_TRUE(out.measures.empty());
}

TEST(MergeEnergy, pairs_the_replications_with_those_of_the_reference) {
  const Scenario scenario = kiosks_on_batteries();
  const LaneResult a = energy_lane(0, 50, 0);
  const LaneResult b = energy_lane(1, 60, 0);
  LaneResult x = energy_lane(0, 20, 0);
  LaneResult y = energy_lane(1, 30, 0);
  PolicyResult out;
  merge_energy(scenario, {&a, &b}, {&x, &y}, out);
  const Measure& energy = measure(out, "radio_energy_joules_per_device_day.kiosk");
  EXPECT_EQ(energy.per_replication, (std::vector<double>{10, 12}));
  ASSERT_TRUE(energy.difference.has_value());
  EXPECT_DOUBLE_EQ(energy.difference.value().value, 6);
  // Battery life is not linear in the energy: each replication by itself, and not that of the mean.
  const double mean = (100 * 10 / 28.0 + 100 * 12 / 30.0) / 2;
  EXPECT_NEAR(measure(out, "battery_life_lost_days.kiosk").estimate.value, mean, 1e-9);
}

// Which line a site has is drawn: a replication may have no such device of a class, which is no 0.
TEST(MergeEnergy, leaves_a_replication_out_that_has_no_device_of_the_class_on_such_lines) {
  const Scenario scenario = kiosks_on_batteries();
  const LaneResult with = energy_lane(0, 50, 0);
  LaneResult without = energy_lane(1, 50, 4);
  without.energy.erase(without.energy.begin());
  const LaneResult other = energy_lane(0, 20, 0);
  PolicyResult out;
  merge_energy(scenario, {&with, &without}, {&other, &without}, out);
  const Measure& energy = measure(out, "radio_energy_joules_per_device_day.kiosk");
  ASSERT_EQ(energy.per_replication.size(), 2U);
  EXPECT_DOUBLE_EQ(energy.per_replication[0], 10);
  EXPECT_TRUE(std::isnan(energy.per_replication[1])) << "written as nothing, and no side of a comparison";
  EXPECT_DOUBLE_EQ(energy.estimate.value, 10);
  EXPECT_EQ(energy.estimate.n, 1U);
  EXPECT_DOUBLE_EQ(energy.difference.value().value, 6);
}

}  // namespace
}  // namespace picket::sim
