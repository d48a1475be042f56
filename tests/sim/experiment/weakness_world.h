#pragma once

#include <string>
#include <vector>

#include "sim/generate/world.h"
#include "tests/sim/experiment/small_study.h"

// Twelve devices at two sites that show no weakness by themselves, and one measured day.

namespace picket::sim::test {

inline constexpr const char* kWeakText = R"(
name: weak
replications: 1
warm_up: 1 h
duration: 24 h
policies: [{use: raw}]
fleet:
  - {device_class: kiosk, count: 12, sites: 2, access: {ethernet: 1}}
device_classes:
  kiosk:
    title: Idle
    inventory:
      listening_ports: [{port: 631, address: 127.0.0.1}]
      firewall: [{chain: INPUT, action: deny}, {chain: OUTPUT, action: deny}]
      packages: 1
      baseline_checks: 10
      baseline_failed: 0
hubs: [{name: hub}]
client: c_sdk
prices: us_2026_11
)";

struct WeakWorld {
  explicit WeakWorld(const std::string& weaknesses, const std::vector<std::string>& more = {})
      : scenario(scenario_of(weaknesses, more)), world(scenario, 0) {}

  const WeaknessPlan& plan() const { return world.weaknesses(); }
  Time at(double hours) const { return world.start() + Duration::from_seconds(hours * 3'600); }

  Scenario scenario;
  World world;

 private:
  static Scenario scenario_of(const std::string& weaknesses, std::vector<std::string> sets) {
    sets.push_back("weaknesses=" + weaknesses);
    return small_scenario(sets, kWeakText);
  }
};

}  // namespace picket::sim::test
