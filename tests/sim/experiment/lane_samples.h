#pragma once

#include <string>

#include "sim/experiment/lane_result.h"
#include "tests/sim/experiment/small_study.h"

// Results made by hand: ten devices, half a day, one hub.

namespace picket::sim::test {

/// In microseconds, as outcomes have their times.
inline constexpr std::int64_t kSecond = 1'000'000;

inline LaneResult sample_lane(const std::string& policy, std::uint32_t replication, std::int64_t payload_bytes) {
  LaneResult lane;
  lane.policy = policy;
  lane.replication = replication;
  lane.digest = 0xfedcba9876543210 + replication;
  lane.devices = 10;
  lane.days = 0.5;
  lane.uplink_payload_bytes = payload_bytes;
  lane.uplink_envelope_bytes = 200;
  lane.uplink_upkeep_bytes = 50;
  lane.downlink_bytes = 70;
  lane.messages_emitted = 100;
  lane.messages_accepted = 90;
  lane.messages_held = 10;
  lane.blocks = 95;
  lane.observations = 400;
  lane.raw_events = 5'000;
  lane.usage.devices = 10;
  lane.usage.agents = 10;
  lane.usage.messages_per_day = 180;
  lane.usage.blocks_per_day = 190;
  lane.usage.blocks_busiest_day = 95;
  lane.hubs = {{Sku::kS1, 1}};
  lane.hub_usage = {lane.usage};
  lane.series = {{"hub_ingress", "B/s", 0, 60, {1, 2.5}}};
  return lane;
}

inline UnitOutcome missed_unit(std::uint32_t attack, std::int64_t start_us, const std::string& stage, const std::string& reason, std::uint64_t events) {
  UnitOutcome unit;
  unit.attack = attack;
  unit.start_us = start_us;
  unit.events = events;
  unit.ended = {{stage, reason, events}};
  return unit;
}

inline UnitOutcome detected_unit(std::uint32_t attack, std::int64_t start_us, const DelayParts& parts) {
  UnitOutcome unit;
  unit.attack = attack;
  unit.start_us = start_us;
  unit.detected = true;
  unit.parts = parts;
  unit.detected_us = parts.total();
  unit.alert = "Reverse shells";
  unit.evidence = true;
  unit.evidence_us = parts.total() - parts.pipeline;
  unit.events = 4;
  unit.events_arrived = 3;
  unit.ended = {{"agent", "cache_overflow", 1}};
  return unit;
}

inline const Measure& measure(const PolicyResult& result, const std::string& name) {
  for (const Measure& m : result.measures) {
    if (m.name == name) return m;
  }
  throw std::runtime_error("no measure " + name);
}

}  // namespace picket::sim::test
