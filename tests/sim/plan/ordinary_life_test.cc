#include "sim/plan/ordinary_life.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(OrdinaryLife, has_no_attack_weakness_or_fault_and_keeps_who_lives_it) {
  Scenario scenario;
  scenario.fleet.resize(2);
  scenario.hubs.resize(1);
  scenario.policies.resize(3);
  scenario.attacks.resize(1);
  scenario.weaknesses.resize(1);
  scenario.faults.resize(1);
  scenario.calibration = CalibrationSettings{};
  scenario.wire = Wire::kExact;
  scenario.store = Store::kAll;
  scenario.fixed_hub.name = "second";
  keep_ordinary_life(scenario);
  EXPECT_TRUE(scenario.attacks.empty() && scenario.weaknesses.empty() && scenario.faults.empty());
  EXPECT_FALSE(scenario.calibration.has_value());
  EXPECT_EQ(scenario.wire, Wire::kSized);
  EXPECT_EQ(scenario.store, Store::kFindings);
  EXPECT_TRUE(scenario.fixed_hub.name.empty());
  EXPECT_EQ(scenario.fleet.size(), 2U);
  EXPECT_EQ(scenario.policies.size(), 3U);
  EXPECT_EQ(scenario.hubs.size(), 1U);
}

}  // namespace
}  // namespace picket::sim
