#pragma once

#include <string>

#include "tests/sim/experiment/small_study.h"

// A study with gateways that is small enough to run many times in a test.

namespace picket::sim::test {

inline constexpr const char* kGatewayScenario = R"(
name: gateways
seed: 11
replications: 1
warm_up: 1 h
duration: 3 h
window: 10 min
wire: sized
store: findings
reference_policy: alone
policies:
  - {name: alone, use: picket}
  - {name: named, use: merged}
  - {name: nameless, use: nameless}
policy_templates:
  merged: {base: picket, gateway_merge: {window: 5 min, kept_children: 64}}
  nameless: {base: picket, gateway_merge: {window: 5 min, kept_children: 0}}
fleet:
  - {device_class: kiosk, count: 30, sites: 3, gateway: iot_gateway}
  - {device_class: iot_gateway, count: 4, sites: 3, access: {lte: 1}}
  - {device_class: ev_charger, count: 5, sites: 5, access: {lte_m: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 20 min, start_jitter: 20 min, targets: {device_class: kiosk, count: 5}}
  - {name: shell, use: a15_reverse_shell, start: 30 min, start_jitter: 30 min, targets: {device_class: kiosk, count: 5}}
client: c_sdk
prices: us_2026_11
)";

}  // namespace picket::sim::test
