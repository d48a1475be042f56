#include "sim/experiment/promised_silence.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

// What the presets promise: the first generation a snapshot at its slowest interval, the second and ours a
// heartbeat at the interval of its priority; a stream and a fleet without agents nothing.
TEST(PromisedSilence, is_what_the_kind_of_agent_keeps_to) {
  const Scenario scenario = test::small_scenario();
  const auto of = [&](const char* name) { return silence_interval_of(scenario.policy_templates.at(name)); };
  EXPECT_EQ(of("agentless"), Duration());
  EXPECT_EQ(of("raw"), Duration());
  const Policy& first = scenario.policy_templates.at("g1_c");
  EXPECT_EQ(of("g1_c"), std::max(first.snapshot_interval, first.intervals[static_cast<std::size_t>(Priority::kLow)]));
  for (const char* name : {"g2_linux", "picket"}) {
    const Policy& policy = scenario.policy_templates.at(name);
    const Priority priority = policy.of(EventKind::kHeartbeat).priority;
    EXPECT_EQ(of(name), policy.intervals[static_cast<std::size_t>(priority)]) << name;
    EXPECT_GT(of(name), Duration()) << name;
  }
  Policy mute = scenario.policy_templates.at("g2_linux");
  mute.of(EventKind::kHeartbeat).collect = false;
  EXPECT_EQ(silence_interval_of(mute), Duration());
}

// A change of the owner to slower heartbeats: whoever has not taken it yet beats faster, and is held to the slower one.
TEST(PromisedSilence, is_the_longest_of_all_settings_that_the_owner_gives) {
  const auto promised = [](const std::string& desired) {
    const Scenario scenario =
        test::small_scenario({"policies[2].twin_changes=[{at: 1 h, targets: {share: 1}, desired: {" + desired + "}}]"});
    const World world(scenario, 0);
    return promised_silence(scenario.policy_templates.at("g2_linux"), world.rollout_of("g2_linux"));
  };
  const Duration low = silence_interval_of(test::small_scenario().policy_templates.at("g2_linux"));
  EXPECT_EQ(promised("Heartbeat_MessageFrequency: High"), low) << "once they were slower";
  EXPECT_EQ(promised("Heartbeat_Disabled: true"), Duration()) << "some will not beat at all";
  EXPECT_EQ(promised_silence(test::small_scenario().policy_templates.at("g2_linux"), nullptr), low);
}

}  // namespace
}  // namespace picket::sim
