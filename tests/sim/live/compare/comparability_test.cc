#include "sim/live/compare/comparability.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/sim/live/compare/made_fleet.h"

namespace picket::sim {
namespace {

SimulatedMeasures simulated_of(const std::string& scenario) {
  SimulatedMeasures out;
  out.version = "1.0";
  out.commit = "abc";
  out.seed = 11;
  out.policy = "g2_linux";
  out.resolved_scenario = scenario;
  return out;
}

TEST(Comparability, the_same_is_comparable_and_nothing_is_said) {
  const Comparability of = comparability_of(test::made_fleet(), "name: small\n", simulated_of("name: small\n"), "g2_linux");
  EXPECT_TRUE(of.differs.empty());
  EXPECT_TRUE(of.refused.empty());
  EXPECT_TRUE(of.same_program);
}

TEST(Comparability, another_commit_or_line_is_said_and_no_hindrance) {
  SimulatedMeasures simulated = simulated_of("networks:\n  lte:\n    loss_ratio: 0.002\nreplications: 10\n");
  simulated.commit = "def";
  const Comparability of = comparability_of(test::made_fleet(), "networks:\n  lte:\n    loss_ratio: 0.01\nreplications: 1\n", simulated, "g2_linux");
  EXPECT_TRUE(of.refused.empty());
  EXPECT_FALSE(of.same_program);
  EXPECT_EQ(of.differs, (std::vector<std::string>{"program: commit abc live, def simulated", "networks.lte.loss_ratio: 0.01 live, 0.002 simulated",
                                                  "replications: 1 live, 10 simulated"}));
}

TEST(Comparability, another_seed_is_refused_with_what_to_do) {
  SimulatedMeasures simulated = simulated_of("seed: 12\n");
  simulated.seed = 12;
  const Comparability of = comparability_of(test::made_fleet(), "seed: 11\n", simulated, "g2_linux");
  EXPECT_EQ(of.refused, std::vector<std::string>{"seed: 11 live, 12 simulated: other devices, lives and attacks; simulate it with --seed 11"});
}

TEST(Comparability, another_fleet_is_refused_and_every_value_is_named) {
  const Comparability of = comparability_of(test::made_fleet(), "fleet:\n  - {count: 3, sites: 1}\nduration: 1 h\n",
                                            simulated_of("fleet:\n  - {count: 4, sites: 1}\nduration: 2 h\n"), "g2_linux");
  EXPECT_EQ(of.refused, (std::vector<std::string>{"fleet[0].count: 3 live, 4 simulated", "duration: 1 h live, 2 h simulated"}));
}

TEST(Comparability, of_policies_that_of_the_live_fleet_decides) {
  EXPECT_TRUE(decides_what_is_sent("policy_templates.g2_linux.max_message_size", "g2_linux"));
  EXPECT_TRUE(decides_what_is_sent("policy_templates.g2_linux", "g2_linux"));
  EXPECT_FALSE(decides_what_is_sent("policy_templates.g2_linux_small.max_message_size", "g2_linux"));
  EXPECT_FALSE(decides_what_is_sent("policy_templates.picket.max_message_size", "g2_linux"));
  EXPECT_TRUE(decides_what_is_sent("attacks[0].start", "g2_linux"));
  EXPECT_TRUE(decides_what_is_sent("device_classes.kiosk.memory", "g2_linux"));
  EXPECT_TRUE(decides_what_is_sent("a_key_of_tomorrow", "g2_linux")) << "what is not known counts";
  EXPECT_FALSE(decides_what_is_sent("hubs[0].units", "g2_linux"));
  EXPECT_FALSE(decides_what_is_sent("prices.s1_unit_month.value", "g2_linux"));
}

TEST(Comparability, texts_that_are_no_yaml_and_long_lists_are_bounded) {
  EXPECT_FALSE(comparability_of(test::made_fleet(), "a: [", simulated_of("a: 1\n"), "g2_linux").refused.empty());
  std::string one;
  std::string other;
  for (int i = 0; i < 100; ++i) {
    one += "key" + std::to_string(i) + ": 1\n";
    other += "key" + std::to_string(i) + ": 2\n";
  }
  const Comparability of = comparability_of(test::made_fleet(), one, simulated_of(other), "g2_linux");
  ASSERT_EQ(of.refused.size(), 13U);
  EXPECT_EQ(of.refused.back(), "88 more values of the scenario");
}

}  // namespace
}  // namespace picket::sim
