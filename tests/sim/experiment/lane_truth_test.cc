// Every step that left evidence has one fate, and the fates of a run add up.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "sim/experiment/step_fate.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using test::run_small;
using test::SmallStudy;
using ::testing::Contains;
using ::testing::IsEmpty;

/// Steps by fate, of the units and of the totals; both say the same.
std::map<std::string, std::uint64_t> fates_of(const LaneResult& lane) {
  std::map<std::string, std::uint64_t> of_units;
  for (const UnitOutcome& unit : lane.units) {
    std::uint64_t events = 0;
    for (const StepOutcome& step : unit.steps) {
      ++of_units[step.fate];
      events += step.events;
      EXPECT_THAT(kStepFateNames, Contains(step.fate));
      EXPECT_GT(step.events, 0U);
      EXPECT_LE(step.events_arrived, step.events);
      EXPECT_TRUE(unit.detected || step.fate != "detected") << lane.policy;
    }
    EXPECT_EQ(events, unit.events) << lane.policy;
  }
  std::map<std::string, std::uint64_t> of_totals;
  for (const StepTotal& total : lane.step_totals) {
    of_totals[total.fate] += total.steps;
    EXPECT_FALSE(total.example.empty());
  }
  EXPECT_EQ(of_units, of_totals) << lane.policy;
  return of_totals;
}

TEST(LaneTruth, gives_every_step_that_left_evidence_one_fate) {
  const SmallStudy study = run_small();
  for (const LaneResult& lane : study.lanes) {
    EXPECT_THAT(lane.imbalances, IsEmpty());
    const auto fates = fates_of(lane);
    if (lane.policy != "agentless") {
      EXPECT_GT(fates.at("detected"), 0U) << lane.policy;
      continue;
    }
    // Nobody looks, so nothing is collected: one fate for all.
    EXPECT_EQ(fates.size(), 1U);
    EXPECT_GT(fates.at("not_collected"), 0U);
  }
  for (const DetectionResult& d : study.outcome.result.detections) {
    std::uint64_t missed = 0;
    for (const MissedSteps& m : d.missed_steps) missed += m.count;
    EXPECT_EQ(d.steps, d.steps_detected + missed) << d.policy << ' ' << d.attack;
  }
}

// A hub of 8,000 blocks of 512 bytes a day takes only the beginning of a stream: what comes after its quota waits behind it.
TEST(LaneTruth, says_of_what_a_hub_without_capacity_refused_that_it_was_throttled) {
  const SmallStudy study = run_small({"fixed_hub={name: tiny, sku: F1, units: 1, throttle_burst_seconds: 0, throttle_queue_seconds: 0.05, throttle_wait_seconds: 0.02}"});
  const auto fates = fates_of(study.lane("raw", true));
  ASSERT_TRUE(fates.contains("throttled"));
  EXPECT_GT(fates.at("throttled"), 0U);
  EXPECT_FALSE(fates_of(study.lane("raw")).contains("throttled"));
}

// Lines that carry next to nothing: what the attack left is in the queue when the run ends.
TEST(LaneTruth, says_of_what_is_still_in_a_queue_that_it_is_held) {
  const SmallStudy study = run_small({"networks.lte.uplink_bandwidth=100 bit/s"});
  const auto fates = fates_of(study.lane("raw"));
  ASSERT_TRUE(fates.contains("held"));
}

}  // namespace
}  // namespace picket::sim
