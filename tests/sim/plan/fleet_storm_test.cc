#include "sim/plan/fleet_storm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

Scenario storm_fleet() {
  Scenario out;
  out.name = "town";
  out.seed = 7;
  out.policies.resize(2);
  out.policies[0].name = out.policies[0].use = "a";
  out.policies[1].name = out.policies[1].use = "b";
  out.reference_policy = "a";
  out.fleet.resize(2);
  out.fleet[0].device_class = "meter";
  out.fleet[0].count = 300;
  out.fleet[0].sites = 30;
  out.fleet[1].device_class = "camera";
  out.fleet[1].count = 10;
  out.fleet[1].sites = 40;
  out.fleet[1].hub = "east";
  out.hubs = {{.name = "east", .throttle_queue_seconds = 7}, {.name = "west"}};
  out.attacks.resize(1);
  return out;
}

StormHub storm_hub() {
  StormHub out;
  out.policy = "b";
  out.choice.sku = Sku::kS2;
  out.choice.units = 3;
  out.choice.hubs = 2;
  out.fleets = 10;
  out.closed_form_seconds = 60;
  out.busiest = Duration::hours(9);
  return out;
}

TEST(StormScenario, is_one_hub_with_all_of_its_devices) {
  const Scenario storm = storm_scenario(storm_fleet(), storm_hub(), {});
  ASSERT_EQ(storm.fleet.size(), 2U);
  EXPECT_EQ(storm.fleet[0].count, 1'500U) << "300 of the scenario, ten fleets, two hubs";
  EXPECT_EQ(storm.fleet[0].sites, 150U);
  EXPECT_EQ(storm.fleet[1].count, 50U);
  EXPECT_EQ(storm.fleet[1].sites, 50U) << "no more sites than devices";
  EXPECT_TRUE(storm.fleet[1].hub.empty());
  ASSERT_EQ(storm.hubs.size(), 1U);
  EXPECT_EQ(storm.hubs[0].sku, Sku::kS2);
  EXPECT_EQ(storm.hubs[0].units, 3U);
  EXPECT_EQ(storm.hubs[0].throttle_queue_seconds, 7) << "the depths are the scenario's";
  ASSERT_EQ(storm.policies.size(), 1U);
  EXPECT_EQ(storm.policies[0].name, "b");
  EXPECT_EQ(storm.reference_policy, "b");
  EXPECT_TRUE(storm.attacks.empty());
  EXPECT_NE(storm.seed, storm_fleet().seed);
}

TEST(StormScenario, begins_in_the_busiest_hour_and_takes_the_hub_away) {
  const Scenario fleet = storm_fleet();
  const Scenario storm = storm_scenario(fleet, storm_hub(), {.outage = Duration::minutes(4)});
  EXPECT_EQ(storm.start_utc - fleet.start_utc, Duration::hours(9));
  ASSERT_EQ(storm.faults.size(), 1U);
  EXPECT_EQ(storm.faults[0].kind, FaultKind::kHubOutage);
  EXPECT_EQ(storm.faults[0].start, kStormStart);
  EXPECT_EQ(storm.faults[0].duration->mean(), 240);
}

// 24 messages a day of 1,550 devices at four times their mean pace: 1.72 a second.
TEST(StormScenario, gives_business_its_part_of_the_throttle) {
  Scenario fleet = storm_fleet();
  fleet.prices.business_messages_device_day = 24;
  fleet.prices.s1_unit_month = 99;
  const Scenario storm = storm_scenario(fleet, storm_hub(), {});
  ASSERT_EQ(storm.faults.size(), 2U);
  EXPECT_EQ(storm.faults[1].kind, FaultKind::kHubLoad);
  EXPECT_NEAR(*storm.faults[1].sends_per_second, 24.0 * 4 * 1'550 / 86'400, 1e-9);
  EXPECT_EQ(*storm.faults[1].connects_per_second, 0);
  EXPECT_EQ(storm.prices.business_messages_device_day, 24) << "so that the devices' own connections live";
  EXPECT_EQ(storm.prices.s1_unit_month, PriceBook{}.s1_unit_month) << "with another price it is the same run";
}

TEST(StormDuration, leaves_three_times_the_closed_form) {
  StormHub hub = storm_hub();
  EXPECT_EQ(storm_duration(hub, {}), StormSettings{}.simulated);
  hub.closed_form_seconds = 1'800;
  EXPECT_EQ(storm_duration(hub, {}), kStormStart + StormSettings{}.outage + Duration::minutes(90));
  hub.closed_form_seconds = 1e6;
  EXPECT_EQ(storm_duration(hub, {}), Duration::hours(12));
}

TEST(BusiestHour, is_a_whole_hour_of_the_simulated_days) {
  EXPECT_EQ(busiest_hour({}), Duration());
  DemandShape shape{1'800, {1, 1, 3, 0, 2, 2, 1, 1}, {}};
  EXPECT_EQ(busiest_hour(shape), Duration::hours(2)) << "3 and 0 are an hour of 1.5, 2 and 2 one of 2";
  shape = {6 * 3'600, {1, 2, 4, 3}, {}};
  EXPECT_EQ(busiest_hour(shape), Duration::hours(12)) << "steps that are longer than an hour";
}

LaneResult storm_lane(std::uint32_t replication, std::int64_t lost, std::int64_t back, double last) {
  LaneResult lane = test::sample_lane("b", replication, 100);
  lane.messages_emitted = 200;
  lane.messages_held = 20;
  lane.trouble.connections_lost_in_outages = lost;
  lane.trouble.connections_back_after_outages = back;
  lane.trouble.reconnect_us_99_percent = static_cast<std::int64_t>(last * 0.9e6);
  lane.trouble.reconnect_us_longest = static_cast<std::int64_t>(last * 1e6);
  lane.trouble.connects_throttled = 2 * lost;
  lane.trouble.sends_throttled = 50;
  return lane;
}

TEST(StormOutcome, is_a_mean_over_replications_with_its_interval) {
  std::vector<LaneResult> lanes;
  for (std::uint32_t r = 0; r < 5; ++r) lanes.push_back(storm_lane(r, 100, 100, 58 + r));
  const StormHub hub = storm_hub();
  const StormOutcome outcome = storm_outcome(hub, storm_scenario(storm_fleet(), hub, {}), lanes);
  EXPECT_EQ(outcome.devices, 1'550);
  EXPECT_EQ(outcome.replications, 5U);
  EXPECT_EQ(outcome.outage_seconds, 120);
  EXPECT_EQ(outcome.closed_form_seconds, 60);
  EXPECT_EQ(outcome.connections_lost.value, 100);
  EXPECT_EQ(outcome.back_share.value, 1);
  EXPECT_TRUE(outcome.is_over());
  EXPECT_EQ(outcome.longest_seconds.value, 60);
  EXPECT_NEAR(outcome.seconds_99_percent.value, 54, 1e-6);
  ASSERT_TRUE(outcome.longest_seconds.interval.has_value());
  EXPECT_NEAR(outcome.longest_seconds.interval->half_width(), 2.776445 * std::sqrt(2.5 / 5), 1e-5) << "Student's t with 4 degrees of freedom";
  EXPECT_EQ(outcome.connects_throttled.value, 2);
  EXPECT_EQ(outcome.sends_throttled.value, 0.25);
  EXPECT_EQ(outcome.messages_held.value, 0.1);
}

TEST(StormWarning, tells_a_fleet_that_comes_back_late_or_not_at_all) {
  const StormHub hub = storm_hub();
  const Scenario scenario = storm_scenario(storm_fleet(), hub, {});
  const std::vector<LaneResult> in_time{storm_lane(0, 100, 100, 60)};
  EXPECT_EQ(storm_warning("b", storm_outcome(hub, scenario, in_time), 60), "");
  EXPECT_EQ(storm_warning("b", storm_outcome(hub, scenario, in_time), 30),
            "b: in the simulated storm 99 % of the connections are back after 54 s, later than the goal of 30 s: clients wait longer between tries than the hub's throttle asks for.");
  const std::vector<LaneResult> nearly{storm_lane(0, 1'000, 995, 60)};
  EXPECT_EQ(storm_warning("b", storm_outcome(hub, scenario, nearly), 60), "") << "one in two hundred was off for a reason of its own";
  const std::vector<LaneResult> away{storm_lane(0, 100, 90, 60)};
  EXPECT_EQ(storm_warning("b", storm_outcome(hub, scenario, away), 60), "b: in the simulated storm 10 % of a hub's connections were not back 12 min after the outage.");
}

}  // namespace
}  // namespace picket::sim
