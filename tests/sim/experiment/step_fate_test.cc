#include "sim/experiment/step_fate.h"

#include <gtest/gtest.h>

// The truth of this test is the list of reasons in words: each loss that the stages know has one.

namespace picket::sim {
namespace {

TEST(StepFate, of_what_the_sensor_loses_depends_on_who_could_have_looked) {
  EXPECT_EQ(fate_of(SensorLoss::kNoSensor), StepFate::kNotCollected);
  EXPECT_EQ(fate_of(SensorLoss::kInterfaceNotCaptured), StepFate::kNotCollected);
  EXPECT_EQ(fate_of(SensorLoss::kPathNotWatched), StepFate::kNotCollected);
  EXPECT_EQ(fate_of(SensorLoss::kNotHooked), StepFate::kNotVisible);
  EXPECT_EQ(fate_of(SensorLoss::kTooShort), StepFate::kNotVisible);
  EXPECT_EQ(fate_of(SensorLoss::kBacklog), StepFate::kDropped);
  EXPECT_EQ(fate_of(SensorLoss::kDiskFull), StepFate::kDropped);
}

TEST(StepFate, of_what_the_agent_loses_is_its_reason_in_the_words_of_misses) {
  const auto fates = [](StepFate fate, std::initializer_list<DropReason> reasons) {
    for (const DropReason reason : reasons) EXPECT_EQ(fate_of(reason), fate) << to_string(reason);
    return reasons.size();
  };
  std::size_t known = fates(StepFate::kNotCollected, {DropReason::kNotCollected, DropReason::kNotCarried, DropReason::kAgentDead});
  known += fates(StepFate::kNotVisible, {DropReason::kIpVersion});
  known += fates(StepFate::kEvicted, {DropReason::kCacheOverflow});
  known += fates(StepFate::kMergedAway, {DropReason::kSuppressed});
  known += fates(StepFate::kSampledOut, {DropReason::kSampledOut, DropReason::kRateLimited, DropReason::kBelowThreshold});
  known += fates(StepFate::kDropped, {DropReason::kQueueFull, DropReason::kOversize, DropReason::kAgentMemory,
                                      DropReason::kAgentStopped, DropReason::kExpired});
  EXPECT_EQ(known, static_cast<std::size_t>(DropReason::kCount_)) << "a reason is in none of the lists";
}

TEST(StepFate, names_every_fate_and_stage) {
  for (const std::string_view name : kStepFateNames) EXPECT_FALSE(name.empty());
  for (int stage = 0; stage <= static_cast<int>(EvidenceStage::kPipeline); ++stage) {
    EXPECT_FALSE(to_string(static_cast<EvidenceStage>(stage)).empty());
  }
}

// Of ten events two were evicted, seven are held in the queue, one was never seen: the step got as far as the queue.
TEST(StepAccount, has_the_fate_of_the_events_that_came_furthest) {
  StepAccount account;
  account.events = 10;
  account.end(EvidenceStage::kQueue, StepFate::kHeld, "held_at_horizon", 7);
  account.end(EvidenceStage::kAgent, StepFate::kEvicted, "cache_overflow", 1);
  account.end(EvidenceStage::kAgent, StepFate::kEvicted, "cache_overflow", 1);
  account.end(EvidenceStage::kSensor, StepFate::kNotVisible, "too_short", 1);
  account.end(EvidenceStage::kHub, StepFate::kThrottled, "throttled", 0);  // nothing
  EXPECT_TRUE(account.balances());
  EXPECT_EQ(account.ended.size(), 3U);
  EXPECT_EQ(account.furthest().fate, StepFate::kHeld);
  EXPECT_EQ(account.furthest().events, 7U);
  account.arrived = 1;
  EXPECT_FALSE(account.balances());
  EXPECT_EQ(account.furthest().fate, StepFate::kNoRuleMatched);
}

TEST(StepAccount, of_reasons_at_one_stage_takes_that_of_most_events) {
  StepAccount account;
  account.events = 5;
  account.end(EvidenceStage::kAgent, StepFate::kEvicted, "cache_overflow", 2);
  account.end(EvidenceStage::kAgent, StepFate::kSampledOut, "sampled_out", 3);
  EXPECT_EQ(account.furthest().fate, StepFate::kSampledOut);
}

TEST(StepAccount, in_the_pipeline_takes_the_best_that_was_found) {
  StepAccount account;
  account.events = account.arrived = 4;
  account.arrived_nameless = 4;
  EXPECT_EQ(account.furthest().fate, StepFate::kMergedAway);
  account.arrived_nameless = 3;
  EXPECT_EQ(account.furthest().fate, StepFate::kNoRuleMatched);
  EXPECT_EQ(account.furthest().reason, "no_alert");
  account.findings.other = true;
  EXPECT_EQ(account.furthest().reason, "other_alert");
  account.findings.suppressed = true;
  EXPECT_EQ(account.furthest().fate, StepFate::kSuppressed);
  account.findings.after_end = true;
  EXPECT_EQ(account.furthest().fate, StepFate::kHeld);
  account.findings.expected = true;
  EXPECT_EQ(account.furthest().fate, StepFate::kDetected);
}

}  // namespace
}  // namespace picket::sim
