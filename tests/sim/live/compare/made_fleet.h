#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/random.h"
#include "sim/live/fleet/delay_record.h"
#include "sim/live/fleet/fleet_measures.h"
#include "sim/scenario/distribution.h"

// A live fleet's measures as a run could have left them, made by hand.

namespace picket::sim::test {

/// Delays drawn from a lognormal with this median and sigma.
inline DelaySummary drawn_summary(double median_seconds, double sigma, std::uint32_t n, std::uint64_t seed) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  const Distribution line{Distribution::Kind::kLognormal, median_seconds, sigma};
  DelayRecord record;
  for (std::uint32_t i = 0; i < n; ++i) record.add(Duration::from_seconds(line.sample(random)));
  return record.summary();
}

inline ClassMeasures made_class(const std::string& name, std::uint64_t devices, std::uint64_t messages) {
  ClassMeasures of;
  of.device_class = name;
  of.policy = "g2_linux";
  of.devices = devices;
  of.generated = of.delivered = of.sent = messages;
  of.generated_bytes = of.delivered_bytes = of.payload_bytes = messages * 2'000;
  of.generated_blocks = of.delivered_blocks = messages;
  of.mqtt_bytes = messages * 200;
  of.opened = of.connects = devices;
  of.line_is_counted = true;
  of.line = {devices, messages * 2'300 + devices * 1'000, devices * 4'000, messages * 4 + devices * 8, messages * 3 + devices * 8, messages * 3, messages / 20};
  of.modelled_up_bytes = of.line.line_up_bytes();
  of.modelled_down_bytes = of.line.line_down_bytes();
  of.publish_delay = drawn_summary(0.03, 0.4, static_cast<std::uint32_t>(messages), 3);
  of.whole_delay = drawn_summary(0.05, 0.4, static_cast<std::uint32_t>(messages), 4);
  return of;
}

inline FleetMeasures made_fleet() {
  FleetMeasures fleet;
  fleet.version = "1.0";
  fleet.commit = "abc";
  fleet.scenario_name = "small";
  fleet.scenario_digest = fingerprint_of_scenario("name: small\n");
  fleet.seed = 11;
  fleet.policy = "g2_linux";
  fleet.client = "c_sdk";
  fleet.hub = "contoso-hub.azure-devices.net";
  fleet.identity_prefix = "picket-0123456789abcdef-";
  fleet.started_utc = "2026-11-30T08:00:00.000000Z";
  fleet.end = "the scenario is over";
  fleet.block_bytes = 4'096;
  fleet.message_budget = 5'000;
  fleet.scenario_seconds = fleet.played_seconds = 10'800;
  fleet.running_seconds = 10'810;
  fleet.classes = {made_class("kiosk", 10, 200), made_class("iot_gateway", 20, 400)};
  fleet.all = made_class("", 30, 600);
  return fleet;
}

}  // namespace picket::sim::test
