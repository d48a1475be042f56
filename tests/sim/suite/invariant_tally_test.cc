// Invariants of a case, counted over runs made by hand.

#include "sim/suite/invariant_tally.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

LaneResult run_of(std::uint32_t replication, bool sound) {
  LaneResult lane;
  lane.policy = "p";
  lane.replication = replication;
  if (!sound) lane.imbalances = {"raw events: 1 is missing"};
  return lane;
}

TEST(InvariantTally, counts_runs_and_keeps_the_first_breaches) {
  Scenario scenario;
  scenario.seed = 7;
  InvariantTally tally(2, {"conservation", "no_drop.queue_full"});
  for (std::uint32_t r = 0; r < 20; ++r) tally.judge(scenario, run_of(r, r < 5));
  const InvariantResult& conservation = tally.results()[0];
  EXPECT_EQ(conservation.suite_case, 2U);
  EXPECT_EQ(conservation.judged, 20U);
  EXPECT_EQ(conservation.broken, 15U);
  ASSERT_EQ(conservation.breaches.size(), InvariantResult::kBreachesKept);
  EXPECT_EQ(conservation.breaches.front().replication, 5U);
  EXPECT_EQ(conservation.breaches.front().seed, 7U);
  EXPECT_EQ(conservation.breaches.front().policy, "p");
  EXPECT_EQ(conservation.verdict(), Verdict::kFail);
  EXPECT_EQ(tally.results()[1].verdict(), Verdict::kPass);
  EXPECT_TRUE(tally.is_broken());
  EXPECT_TRUE(tally.law_is_broken());
}

// A known failure of the suite's own seed is one of its ordinary runs as well.
TEST(InvariantTally, counts_a_run_once_however_often_it_is_judged) {
  Scenario scenario;
  scenario.seed = 7;
  InvariantTally tally(0, {"conservation", "deterministic"});
  for (int i = 0; i < 2; ++i) {
    tally.judge(scenario, run_of(3, false));
    tally.compare(scenario, run_of(3, false), run_of(3, false));
  }
  LaneResult other = run_of(3, true);
  other.policy = "q";
  tally.judge(scenario, other);
  scenario.seed = 8;
  tally.judge(scenario, run_of(3, true));
  EXPECT_EQ(tally.results()[0].judged, 3U);
  EXPECT_EQ(tally.results()[0].broken, 1U);
  EXPECT_EQ(tally.results()[1].judged, 1U);
}

TEST(InvariantTally, a_demand_on_a_policy_is_no_law) {
  InvariantTally tally(0, {"no_drop.queue_full"});
  LaneResult lane = run_of(0, true);
  lane.devices = lane.days = 1;
  lane.drops = {{"agent", "queue_full", 3}};
  tally.judge({}, lane);
  EXPECT_TRUE(tally.is_broken());
  EXPECT_FALSE(tally.law_is_broken());
}

TEST(InvariantTally, deterministic_is_judged_on_pairs_alone) {
  InvariantTally tally(0, {"deterministic"});
  EXPECT_TRUE(tally.wants_repetition());
  tally.judge({}, run_of(0, true));
  EXPECT_EQ(tally.results()[0].verdict(), Verdict::kInconclusive);
  LaneResult other = run_of(0, true);
  other.digest = 1;
  tally.compare({}, run_of(0, true), run_of(0, true));
  tally.compare({}, run_of(1, true), other);
  EXPECT_EQ(tally.results()[0].judged, 2U);
  EXPECT_EQ(tally.results()[0].broken, 1U);
  EXPECT_FALSE(InvariantTally(0, {"conservation"}).wants_repetition());
}

}  // namespace
}  // namespace picket::sim
