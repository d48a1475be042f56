#include "sim/plan/fleet_restarts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/fleet/fleet.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr const char* kRestartingScenario = R"(
name: restarting
title: Gateways with meters, and chargers
seed: 5
replications: 10
warm_up: 1 h
duration: 1 h
reference_policy: agentless
policies:
  - {use: agentless}
fleet:
  - {device_class: iot_gateway, count: 300, sites: 100, access: {ethernet: 1}}
  - {device_class: smart_meter, count: 900, sites: 60, gateway: iot_gateway}
  - {device_class: ev_charger, count: 400, sites: 100, access: {lte: 1}}
hubs:
  - {name: hub}
client: c_sdk
prices: us_2026_11
)";

std::vector<FleetStratum> restarting_strata(const Scenario& scenario, std::uint32_t devices) { return fleet_strata(scenario, {devices, Duration::hours(7 * 24), 1}); }

/// What a device of the class has in a week, by the rates that its class states.
double stated_week(const Scenario& scenario, const std::string& name) {
  const DeviceClass& of = scenario.device_classes.at(name);
  return 7 * (of.reboots_per_30_days / 30 + of.power_losses_per_year / 365.25);
}

TEST(StratumRestarts, are_those_of_the_devices_that_the_runs_simulate) {
  const Scenario scenario = test::small_scenario({}, kRestartingScenario);
  const auto strata = restarting_strata(scenario, 20);
  const auto got = stratum_restarts(strata, 3);
  ASSERT_EQ(strata.size(), 2U);
  ASSERT_EQ(got.size(), 2U);
  for (std::size_t h = 0; h < 2; ++h) {
    EXPECT_EQ(got[h].devices, 50 * strata[h].sampled);
    for (std::uint32_t r = 0; r < 3; ++r) {
      TextTable texts;
      const Fleet fleet(strata[h].scenario, r, texts);
      double events = 0;
      for (std::uint32_t d = 0; d < fleet.size(); ++d) {
        for (const WorldEvent& event : fleet.life_cycle_of(DeviceId(d), scenario.start_utc, scenario.start_utc + Duration::hours(7 * 24))) {
          events += event.time >= scenario.start_utc ? 1 : 0;
        }
      }
      EXPECT_NEAR(got[h].sampled[r] * strata[h].sampled, events, 1e-9);
    }
  }
}

// 50,000 chargers in ten replications, five at a site, which share its power cuts: so the standard error of the mean is at most
// sqrt(5 * mean / 50,000). Four of them; outages that fall into others are fewer than one in a hundred.
TEST(StratumRestarts, of_the_larger_sample_come_at_the_rates_that_classes_state) {
  const Scenario scenario = test::small_scenario({}, kRestartingScenario);
  const auto strata = restarting_strata(scenario, 100);
  const auto got = stratum_restarts(strata, 10);
  ASSERT_EQ(strata[1].name, "ev_charger");
  double sum = 0;
  for (const double one : got[1].drawn) sum += one / 10;
  const double stated = stated_week(scenario, "ev_charger");
  EXPECT_NEAR(sum, stated, 4 * std::sqrt(5 * stated / 50'000) + 0.01 * stated);
  ASSERT_EQ(strata[0].name, "iot_gateway with smart_meter");
  sum = 0;
  for (const double one : got[0].drawn) sum += one / 10;
  const double mixed = (stated_week(scenario, "iot_gateway") + 3 * stated_week(scenario, "smart_meter")) / 4;
  EXPECT_NEAR(sum, mixed, 0.05 * mixed) << "the mix of a stratum stays";
}

TEST(StratumRestarts, are_not_drawn_where_the_sample_is_large_already) {
  Scenario scenario = test::small_scenario({}, kRestartingScenario);
  auto strata = restarting_strata(scenario, 20);
  strata[1].sampled = 10'001;
  const auto got = stratum_restarts(strata, 2);
  EXPECT_GT(got[0].devices, 0);
  EXPECT_EQ(got[1].devices, 0);
  EXPECT_EQ(got[1].sampled, got[1].drawn) << "so nothing is moved";
}

// 700 bytes of records for each restart and nothing else: what is left is the larger sample's.
TEST(RunsMovedByRestarts, hold_the_records_that_the_larger_sample_would_have_left) {
  std::vector<StratumRuns> runs(2);
  std::vector<StratumRestarts> restarts(2);
  for (std::size_t h = 0; h < 2; ++h) {
    runs[h].sampled = 100;
    for (int r = 0; r < 10; ++r) {
      restarts[h].sampled.push_back(1 + 0.1 * ((r * 7 + static_cast<int>(h)) % 10));
      restarts[h].drawn.push_back(1.4 + 0.01 * r);
      Usage usage;
      usage.messages_per_day = 100 + r;
      usage.workspace_operation_bytes_per_day = 700 * 100 * restarts[h].sampled.back();
      runs[h].usage.push_back(usage);
    }
  }
  const std::vector<StratumRuns> got = moved_by_restarts(runs, restarts);
  for (std::size_t h = 0; h < 2; ++h) {
    for (std::size_t r = 0; r < 10; ++r) {
      EXPECT_NEAR(got[h].usage[r].workspace_operation_bytes_per_day, 700 * 100 * restarts[h].drawn[r], 1e-6);
      EXPECT_EQ(got[h].usage[r].messages_per_day, runs[h].usage[r].messages_per_day);
    }
  }
}

}  // namespace
}  // namespace picket::sim
