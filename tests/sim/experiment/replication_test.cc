#include "sim/experiment/replication.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using test::run_small;
using test::SmallStudy;

TEST(Replication, has_a_folder_for_each_policy_hub_and_replication) {
  const Scenario scenario = test::small_scenario();
  ReplicationSettings settings;
  settings.resolved_scenario = "name: one";
  std::set<std::string> keys;
  for (const char* policy : {"raw", "picket"}) {
    for (const bool fixed : {false, true}) {
      for (std::uint32_t r = 0; r < 3; ++r) keys.insert(run_key_of(settings, scenario, policy, fixed, r));
    }
  }
  EXPECT_EQ(keys.size(), 12U);
  EXPECT_TRUE(keys.contains(run_key_of(settings, scenario, "raw", false, 0)));
  settings.resolved_scenario = "name: two";
  EXPECT_FALSE(keys.contains(run_key_of(settings, scenario, "raw", false, 0)));
}

// A hub that nobody fills: the second table is the first one.
TEST(Replication, does_not_run_a_policy_again_on_a_fixed_hub_whose_limits_it_never_met) {
  const SmallStudy study = run_small({"fixed_hub={name: wide, sku: S3, units: 1}"});
  ASSERT_EQ(study.lanes.size(), 10U);
  for (const LaneResult& lane : study.lanes) {
    EXPECT_EQ(lane.reused, lane.fixed_hub) << lane.policy;
    if (!lane.fixed_hub) continue;
    EXPECT_EQ(lane.digest, study.lane(lane.policy).digest) << lane.policy;
    for (const HubSize& hub : lane.hubs) {
      EXPECT_EQ(hub.sku, Sku::kS3);
      EXPECT_EQ(hub.units, 1U);
    }
  }
}

// The hub that the tier rule chooses throttles nobody, so a run on it is the run without limits.
TEST(Replication, on_the_hub_that_the_tier_rule_chose_carries_the_same_messages) {
  const SmallStudy sized = run_small();
  for (const char* policy : {"raw", "picket"}) {
    const HubSize hub = sized.lane(policy).hubs.at(0);
    const SmallStudy limited = run_small({"hubs[0].sku=" + std::string(to_string(hub.sku)), "hubs[0].units=" + std::to_string(hub.units)});
    EXPECT_EQ(limited.lane(policy).digest, sized.lane(policy).digest) << policy;
  }
}

TEST(Replication, runs_the_second_table_for_as_many_replications_as_it_is_told) {
  const SmallStudy study = run_small({"replications=3", "fixed_hub={name: wide, sku: S3, units: 1}", "fixed_hub_replications=2"}, 2);
  EXPECT_EQ(study.lanes.size(), 5U * 3 + 5U * 2);
  EXPECT_EQ(study.outcome.result.fixed_hub.size(), 5U);
}

// Stream, because everything that happens is shown: replications are different worlds of one scenario.
TEST(Replication, is_a_world_of_its_own) {
  const SmallStudy study = run_small({"replications=2"}, 2);
  EXPECT_NE(study.lane("raw", false, 0).raw_events, study.lane("raw", false, 1).raw_events);
  EXPECT_NE(study.lane("raw", false, 0).digest, study.lane("raw", false, 1).digest);
}

}  // namespace
}  // namespace picket::sim
