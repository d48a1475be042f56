#pragma once

#include <filesystem>
#include <string>

#include "sim/experiment/study.h"
#include "sim/hub/hub.h"
#include "sim/live/compare/simulated_measures.h"
#include "sim/live/fleet/fleet_source.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/live/compare/made_fleet.h"

// A small fleet, simulated, and what a live run of it measures where nothing goes wrong.

namespace picket::sim::test {

inline constexpr const char* kSmallFleet = R"(
name: small_fleet
title: Eight devices, one attack
seed: 5
replications: 5
warm_up: 30 min
duration: 2 h
window: 10 min
policies:
  - {use: g1_c}
fleet:
  - {device_class: iot_gateway, count: 5, sites: 1, access: {ethernet: 1}}
  - {device_class: kiosk, count: 3, sites: 1, access: {ethernet: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 20 min, targets: {device_class: iot_gateway, count: 2}}
client: c_sdk
prices: us_2026_11
)";

/// Simulates it into `folder`, and gives the study's own.
inline std::string run_small_fleet(const std::string& folder) {
  const Scenario scenario = small_scenario({}, kSmallFleet);
  const StudyOutcome outcome = run_study(scenario, settings_for(scenario, folder));
  EXPECT_EQ(outcome.exit_code, 0);
  return outcome.directory;
}

/// What a live run of it, at the speed of the day, measures if all is as simulated: messages are those that the devices make; the line
/// is `simulated`'s.
inline FleetMeasures live_of_small_fleet(const SimulatedMeasures& simulated) {
  const Scenario scenario = for_live(small_scenario({}, kSmallFleet));
  FleetSource source(scenario, scenario.policies.at(0));
  ClassMeasures all;
  all.policy = "g1_c";
  while (!source.ended()) {
    for (const FleetMessage& message : source.next()) {
      const auto metered = static_cast<std::int64_t>(metered_bytes(message.message.body, message.message.marking));
      ++all.generated;
      all.generated_bytes += message.message.body.size();
      all.generated_blocks += static_cast<std::uint64_t>(blocks_of(Bytes(metered), 4'096));
    }
  }
  all.devices = source.devices();
  all.delivered = all.sent = all.generated;
  all.delivered_bytes = all.payload_bytes = all.generated_bytes;
  all.delivered_blocks = all.generated_blocks;
  all.mqtt_bytes = all.sent * 200;
  const LaneResult& run = simulated.first();
  all.connects = all.opened = static_cast<std::uint64_t>(run.usage.connections + run.usage.connects_per_day * run.days + 0.5);
  all.reconnects = all.connects - all.devices;
  all.modelled_up_bytes = static_cast<std::uint64_t>(run.uplink_payload_bytes + run.uplink_envelope_bytes + run.uplink_upkeep_bytes);
  all.modelled_down_bytes = static_cast<std::uint64_t>(run.downlink_bytes);
  all.publish_delay = drawn_summary(0.04, 0.5, 400, 3);  // more than the messages, so that a line can be fitted
  all.whole_delay = all.publish_delay;
  FleetMeasures fleet = made_fleet();
  fleet.scenario_name = "small_fleet";
  fleet.version = simulated.version;
  fleet.commit = simulated.commit;
  fleet.seed = 5;
  fleet.policy = "g1_c";
  fleet.scenario_digest = fingerprint_of_scenario(simulated.resolved_scenario);
  fleet.scenario_seconds = fleet.played_seconds = 7'200;
  fleet.running_seconds = 7'205;
  fleet.classes = {all};
  fleet.classes.front().device_class = "every";
  fleet.all = all;
  return fleet;
}

}  // namespace picket::sim::test
