#include "sim/experiment/merge_truth.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

using test::kSecond;

const DelayResult& part(const DetectionResult& of, const std::string& name) {
  for (const DelayResult& delay : of.delays) {
    if (delay.part == name) return delay;
  }
  throw std::runtime_error("no part " + name);
}

// Two replications: units of 1 and 3 s of attack and 10 and 20 s of agent, then one of 8 s and 3 s. Means over the three
// units: 4 and 11 s, medians 3 and 10.
TEST(MergeDelays, sums_the_means_of_the_parts_to_the_mean_of_the_whole) {
  DelayParts a;
  a.attack = kSecond;
  a.agent = 10 * kSecond;
  DelayParts b;
  b.attack = 3 * kSecond;
  b.agent = 20 * kSecond;
  DelayParts c;
  c.attack = 8 * kSecond;
  c.agent = 3 * kSecond;
  DetectionResult out;
  merge_delays({{a, b}, {c}, {}}, out);
  EXPECT_EQ(out.parts.detected, 3U);
  EXPECT_DOUBLE_EQ(out.parts.attack_seconds, 4);
  EXPECT_DOUBLE_EQ(part(out, "attack").mean_seconds.value, 4);
  EXPECT_DOUBLE_EQ(part(out, "agent").mean_seconds.value, 11);
  EXPECT_DOUBLE_EQ(part(out, "total").mean_seconds.value, 15);
  EXPECT_DOUBLE_EQ(part(out, "attack").median_seconds.value, 3);
  EXPECT_DOUBLE_EQ(part(out, "agent").median_seconds.value, 10);
  EXPECT_FALSE(part(out, "agent").median_seconds.ci_low.has_value());
  double sum = 0;
  for (const DelayResult& delay : out.delays) sum += delay.part == "total" ? 0 : delay.mean_seconds.value;
  EXPECT_NEAR(sum, part(out, "total").mean_seconds.value, 1e-9);
  EXPECT_EQ(out.delays.size(), kDelayParts.size() + 1);
}

TEST(MergeDelays, says_nothing_of_what_was_never_detected) {
  DetectionResult out;
  merge_delays({{}, {}}, out);
  EXPECT_EQ(out.parts.detected, 0U);
  EXPECT_TRUE(out.delays.empty());
}

// One unit each, of 0, 0, 0, 0, 0 and 60 s in the queue: Student's t of the mean, 10 +- 25.7 s, would begin before the attack. The
// median has ends that are times of units.
TEST(MergeDelays, no_interval_of_a_delay_begins_below_0) {
  std::vector<DetectedDelays> replications(6, DetectedDelays(1));
  replications[5][0].queue = 60 * kSecond;
  DetectionResult out;
  merge_delays(replications, out);
  const DelayResult& queue = part(out, "queue");
  EXPECT_DOUBLE_EQ(queue.mean_seconds.value, 10);
  EXPECT_EQ(queue.mean_seconds.ci_low, 0.0);
  EXPECT_NEAR(queue.mean_seconds.ci_high.value(), 35.7, 0.01);
  EXPECT_EQ(queue.median_seconds.value, 0);
  EXPECT_EQ(queue.median_seconds.ci_low, 0.0);
  EXPECT_LE(queue.median_seconds.ci_high.value(), 60);
}

// Six replications of two scans and a shell each; the scans of the even ones are evicted.
TEST(MergeMissedSteps, counts_balance_and_shares_are_of_the_step) {
  AttackTemplate attack;
  attack.phases.resize(2);
  attack.phases[0].id = "scan";
  attack.phases[1].id = "shell";
  std::vector<LaneResult> lanes;
  for (std::uint32_t r = 0; r < 6; ++r) {
    LaneResult lane = test::sample_lane("picket", r, 1);
    const std::string name = "worm/kiosk-" + std::to_string(r);
    if (r % 2 == 0) {
      lane.step_totals.push_back({1, 0, "evicted", "agent", "cache_overflow", 2, name});
    } else {
      lane.step_totals.push_back({1, 0, "detected", "pipeline", "expected_alert", 2, name});
    }
    lane.step_totals.push_back({1, 1, "no_rule_matched", "pipeline", "no_alert", 1, name});
    lane.step_totals.push_back({0, 0, "held", "queue", "held_at_horizon", 9, "another attack"});
    lanes.push_back(lane);
  }
  PolicyLanes all;
  for (const LaneResult& lane : lanes) all.push_back(&lane);
  DetectionResult out;
  merge_missed_steps(attack, 1, all, out);
  EXPECT_EQ(out.steps, 18U);
  EXPECT_EQ(out.steps_detected, 6U);
  ASSERT_EQ(out.missed_steps.size(), 2U);
  const MissedSteps& scan = out.missed_steps[0];
  EXPECT_EQ(scan.step, "scan");
  EXPECT_EQ(scan.reason, "evicted");
  EXPECT_EQ(scan.ended_at, "agent cache_overflow");
  EXPECT_EQ(scan.count, 6U);
  EXPECT_EQ(scan.steps, 12U);
  EXPECT_DOUBLE_EQ(scan.share.value, 0.5);
  ASSERT_TRUE(scan.share.ci_low.has_value());
  EXPECT_LT(scan.share.ci_low.value(), 0.5);
  // Every replication missed its shell: a chance of one half of a miss is not ruled out by six of them (0.025^(1/6)).
  EXPECT_NEAR(out.missed_steps[1].share.ci_low.value(), 0.5407, 1e-4);
  EXPECT_EQ(out.missed_steps[1].share.ci_high, 1.0);
  EXPECT_EQ(scan.example, "worm/kiosk-0");
  EXPECT_EQ(out.missed_steps[1].count, 6U);
  EXPECT_EQ(out.steps, out.steps_detected + scan.count + out.missed_steps[1].count);
}

// One of four is held in the agent and comes first; the row names where the other three ended, and one of them.
TEST(MergeMissedSteps, an_example_ended_where_the_row_says) {
  AttackTemplate attack;
  attack.phases.resize(1);
  attack.phases[0].id = "scan";
  std::vector<LaneResult> lanes{test::sample_lane("picket", 0, 1), test::sample_lane("picket", 1, 1)};
  lanes[0].step_totals = {{1, 0, "held", "agent", "held_at_horizon", 1, "worm/kiosk-0"}};
  lanes[1].step_totals = {{1, 0, "held", "queue", "held_at_horizon", 3, "worm/kiosk-1"}};
  DetectionResult out;
  merge_missed_steps(attack, 1, {&lanes[0], &lanes[1]}, out);
  ASSERT_EQ(out.missed_steps.size(), 1U);
  EXPECT_EQ(out.missed_steps[0].count, 4U);
  EXPECT_EQ(out.missed_steps[0].ended_at, "queue held_at_horizon");
  EXPECT_EQ(out.missed_steps[0].example, "worm/kiosk-1");
  EXPECT_EQ(out.missed_steps[0].example_replication, lanes[1].replication);
}

}  // namespace
}  // namespace picket::sim
