#include "sim/generate/twin_rollout.h"

#include "tests/sim/experiment/twin_run.h"

namespace picket::sim {
namespace {

using test::small_scenario;

Scenario with_changes(const std::string& changes) {
  return small_scenario({"policies[2].twin_changes=" + changes});
}

TEST(TwinRollout, reaches_the_share_of_the_class_within_the_jitter) {
  const Scenario scenario = with_changes(
      "[{at: 1 h, jitter: 30 min, targets: {device_class: kiosk, share: 0.5}, desired: {Login_Disabled: true}}]");
  const World world(scenario, 0);
  const TwinRollout* rollout = world.rollout_of("g2_linux");
  ASSERT_NE(rollout, nullptr);
  EXPECT_EQ(world.rollout_of("raw"), nullptr);
  std::size_t reached = 0;
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    for (const TwinRollout::Arrival& arrival : rollout->arrivals_of(DeviceId(d))) {
      ++reached;
      EXPECT_GE(arrival.at, world.start() + Duration::hours(1));
      EXPECT_LT(arrival.at, world.start() + Duration::minutes(90));
      // The scenario's second group: thirty kiosks after thirty gateways.
      EXPECT_GE(d, 30U);
      EXPECT_LT(d, 60U);
    }
  }
  // Binomial, 30 draws at one half: 15, standard deviation 2.7.
  EXPECT_GE(reached, 5U);
  EXPECT_LE(reached, 25U);
}

// Two patches in either order end with the same settings: four nodes (none, first, second, both).
TEST(TwinRollout, shares_nodes_between_devices_with_the_same_settings) {
  const Scenario scenario = with_changes(
      "[{at: 1 h, jitter: 1 h, targets: {share: 0.7}, document: patch, desired: {Login_Disabled: true}},"
      " {at: 1 h, jitter: 1 h, targets: {share: 0.7}, document: patch, desired: {Process_CacheSize: 64}}]");
  const World world(scenario, 0);
  const TwinRollout& rollout = *world.rollout_of("g2_linux");
  EXPECT_EQ(rollout.nodes(), 4U);
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    std::uint32_t node = 0;
    std::size_t changes = 0;
    for (const TwinRollout::Arrival& arrival : rollout.arrivals_of(DeviceId(d))) {
      const TwinRollout::Effect& effect = rollout.effect(node, arrival.change);
      EXPECT_TRUE(effect.applied);
      // The patch that the owner writes, and the hub's version.
      const std::string& json = scenario.policies[2].twin_changes[arrival.change].desired->json;
      EXPECT_EQ(effect.update_bytes, json.size() + std::string(R"(, "$version": 2)").size());
      EXPECT_TRUE(effect.report.empty());
      node = effect.to;
      ++changes;
    }
    const Policy& policy = rollout.policy(node);
    if (changes == 2) {
      EXPECT_FALSE(policy.of(EventKind::kLogin).collect);
      EXPECT_EQ(policy.of(EventKind::kProcess).cache_size, 64U);
    }
    if (changes == 0) {
      EXPECT_EQ(node, 0U);
    }
  }
}

TEST(TwinRollout, leaves_an_agent_where_it_is_when_the_document_is_refused) {
  const Scenario scenario = with_changes("[{at: 1 h, desired: {Login_Disabled: 7}}]");
  const World world(scenario, 0);
  const TwinRollout& rollout = *world.rollout_of("g2_linux");
  EXPECT_EQ(rollout.nodes(), 1U);
  EXPECT_FALSE(rollout.effect(0, 0).applied);
  EXPECT_EQ(rollout.effect(0, 0).to, 0U);
  EXPECT_GT(rollout.effect(0, 0).reported_bytes, 500U);
}

TEST(TwinRollout, reaches_the_same_devices_at_the_same_times_under_every_policy_and_others_in_the_next_replication) {
  const std::string changes = "[{at: 10 min, jitter: 2 h, targets: {share: 0.5}, ";
  const Scenario scenario = small_scenario({"policies[1].twin_changes=" + changes + "desired: {}}]",
                                            "policies[2].twin_changes=" + changes + "desired: {}}]"});
  const auto times = [](const TwinRollout& rollout, std::uint32_t devices) {
    std::vector<std::int64_t> all;
    for (std::uint32_t d = 0; d < devices; ++d) {
      for (const auto& arrival : rollout.arrivals_of(DeviceId(d))) all.push_back(arrival.at.unix_microseconds() + d);
    }
    return all;
  };
  const World world(scenario, 0);
  const World next(scenario, 1);
  const std::uint32_t n = world.fleet().size();
  EXPECT_EQ(times(*world.rollout_of("g1_c"), n), times(*world.rollout_of("g2_linux"), n));
  EXPECT_NE(times(*world.rollout_of("g1_c"), n), times(*next.rollout_of("g1_c"), n));
}

// An attack's update comes beside the owner's, at the act's own time, and in the words of each generation; agents of other
// kinds have no such twin.
TEST(TwinRollout, takes_the_updates_of_attacks) {
  const Scenario scenario = small_scenario(
      {"policies[2].twin_changes=[{at: 2 h, document: patch, desired: {Login_Disabled: true}}]",
       "attacks=[{name: x, use: x, start: 1 h, targets: {device_class: kiosk, count: 1}}]",
       "attack_templates={x: {id: X, title: x, memory_only: false, deadline: 10 min, phases: [{id: p, hub: ["
       "{kind: twin_update, desired_g2: {Process_Disabled: true}}]}]}}"});
  const World world(scenario, 0);
  const TwinRollout* rollout = world.rollout_of("g2_linux");
  ASSERT_NE(rollout, nullptr);
  // To agents of generation 1 it says nothing.
  for (const char* other : {"raw", "picket", "agentless", "g1_c"}) EXPECT_EQ(world.rollout_of(other), nullptr) << other;
  const AttackUnit& unit = world.attacks().units().at(0);
  const auto arrivals = rollout->arrivals_of(unit.device);
  ASSERT_EQ(arrivals.size(), 2U);
  EXPECT_EQ(arrivals[0].at, world.start() + Duration::hours(1));
  EXPECT_TRUE(rollout->is_of_attack(arrivals[0]));
  EXPECT_FALSE(rollout->is_of_attack(arrivals[1]));
  const TwinRollout::Effect& effect = rollout->effect(0, arrivals[0].change);
  EXPECT_TRUE(effect.applied);
  EXPECT_TRUE(rollout->policy(0).of(EventKind::kProcess).collect);
  EXPECT_FALSE(rollout->policy(effect.to).of(EventKind::kProcess).collect);
  // The attacked kiosk ends where no device of the owner's does; all others have the owner's change alone.
  EXPECT_TRUE(rollout->is_owners(0));
  EXPECT_FALSE(rollout->is_owners(effect.to));
  EXPECT_FALSE(rollout->is_owners(rollout->effect(effect.to, arrivals[1].change).to));
  EXPECT_TRUE(rollout->is_owners(rollout->effect(0, arrivals[1].change).to));
}

}  // namespace
}  // namespace picket::sim
