#include <gtest/gtest.h>

#include <map>

#include "tests/sim/experiment/small_study.h"

// What a policy makes of weaknesses, from the device to the recommendation: two hours, a weakness from 10 min on.

namespace picket::sim {
namespace {

constexpr const char* kWeakFleet = R"(
name: weak
replications: 1
warm_up: 1 h
duration: 2 h
store: findings
reference_policy: alone
policies: [{use: alone}, {use: merged}, {use: daily}, {use: agentless}]
policy_templates:
  alone: {base: raw, snapshot_interval: 20 min}
  merged: {base: picket, gateway_merge: {window: 5 min, kept_children: 4}, kinds: {baseline: {collect: true}}}
  daily: {base: raw, snapshot_interval: 30 days, kinds: {firewall: {collect: false}}}
fleet:
  - {device_class: plain, count: 6, sites: 2, gateway: box}
  - {device_class: box, count: 2, sites: 2, access: {ethernet: 1}}
weaknesses:
  - {kind: failed_baseline, start: 10 min, mend: 70 min, targets: {device_class: plain}}
  - {kind: permissive_firewall, start: 10 min, targets: {device_class: plain}}
device_classes:
  box:
    title: Idle
    reboots_per_30_days: 0
    power_losses_per_year: 0
    inventory: {baseline_checks: 5, baseline_failed: 0, packages: 1, firewall: [{chain: INPUT, action: deny}]}
  plain: {base: box}
hubs: [{name: hub}]
client: c_sdk
prices: us_2026_11
)";

std::map<std::string, int> states(const LaneResult& lane, const std::string& kind) {
  std::map<std::string, int> out;
  for (const WeaknessOutcome& unit : lane.weaknesses) {
    if (unit.kind != kind) continue;
    ++out[!unit.found ? unit.missed_because : unit.late ? "late" : "found"];
  }
  return out;
}

TEST(LaneWeaknesses, end_in_the_state_that_each_policy_leads_to) {
  using States = std::map<std::string, int>;
  const test::SmallStudy study = test::run_small({}, 1, kWeakFleet);
  std::size_t seen = 0;
  for (const LaneResult& lane : study.lanes) {
    EXPECT_TRUE(lane.imbalances.empty()) << lane.imbalances.front();
    ASSERT_EQ(lane.weaknesses.size(), 12U) << lane.policy;
    ++seen;
    if (lane.policy == "alone") {
      EXPECT_EQ(states(lane, "failed_baseline"), (States{{"found", 6}}));
      EXPECT_EQ(states(lane, "permissive_firewall"), (States{{"found", 6}}));
      for (const WeaknessOutcome& unit : lane.weaknesses) {
        EXPECT_LE(unit.found_us, 22 * 60'000'000LL);
        EXPECT_EQ(unit.resolved, unit.kind == "failed_baseline");
      }
    } else if (lane.policy == "merged") {
      // Recommendations from merged reports name the gateway.
      EXPECT_EQ(states(lane, "failed_baseline"), (States{{"not_attributed", 6}}));
    } else if (lane.policy == "daily") {
      EXPECT_EQ(states(lane, "failed_baseline"), (States{{"not_due", 6}}));
      EXPECT_EQ(states(lane, "permissive_firewall"), (States{{"not_collected", 6}}));
    } else {
      EXPECT_EQ(states(lane, "failed_baseline"), (States{{"not_collected", 6}}));
    }
  }
  EXPECT_EQ(seen, 4U);
}

TEST(LaneWeaknesses, are_the_same_at_any_number_of_threads_and_any_window) {
  const std::string digest = test::run_small({}, 1, kWeakFleet).outcome.result.digest;
  EXPECT_EQ(test::run_small({}, 3, kWeakFleet).outcome.result.digest, digest);
  EXPECT_EQ(test::run_small({"window=25 min"}, 1, kWeakFleet).outcome.result.digest, digest);
}

}  // namespace
}  // namespace picket::sim
