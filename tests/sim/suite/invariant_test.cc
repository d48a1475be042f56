// Invariants of one run, on results made by hand: each holds, and is told how it is broken.

#include "sim/suite/invariant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// Two attacked devices, one detected after its parts' 30 s, within a measured hour; one hub of one unit of S1.
struct OneRun {
  Scenario scenario;
  LaneResult lane;

  OneRun() {
    scenario.duration = Duration::hours(1);
    scenario.attack_templates["a"].deadline = Duration::minutes(30);
    scenario.attacks.push_back({});
    scenario.attacks.back().name = "shell";
    scenario.attacks.back().use = "a";
    lane.policy = "p";
    lane.devices = 10;
    lane.days = 0.5;
    UnitOutcome seen;
    seen.device = 3;
    seen.start_us = 60'000'000;
    seen.events = 4;
    seen.detected = true;
    seen.detected_us = 30'000'000;
    seen.parts.agent = 20'000'000;
    seen.parts.pipeline = 10'000'000;
    UnitOutcome missed;
    missed.device = 4;
    missed.start_us = 120'000'000;
    missed.events = 4;
    lane.units = {seen, missed};
    lane.hubs.push_back({Sku::kS1, 1, true});
    lane.hub_usage.push_back({});
    lane.hub_usage.back().blocks_busiest_day = 400'000;
  }
  std::string breach(std::string_view invariant) const { return breach_of(invariant, scenario, lane).value_or("holds"); }
};

TEST(Invariant, every_one_of_a_single_run_holds_in_a_sound_run) {
  const OneRun run;
  for (const std::string& name : invariant_names()) {
    if (name == kDeterministic) continue;
    EXPECT_EQ(run.breach(name), "holds") << name;
  }
}

TEST(Invariant, conservation_repeats_the_sum_that_is_wrong) {
  OneRun run;
  run.lane.imbalances = {"raw events: agent: 3 = 2", "messages: hub: 1 = 0"};
  EXPECT_EQ(run.breach("conservation"), "raw events: agent: 3 = 2 (and 1 more)");
}

TEST(Invariant, censoring_wants_every_detection_between_its_start_and_the_horizon) {
  OneRun run;
  run.lane.units[0].detected_us = 3540'000'000;  // at the horizon, an hour less the minute of the start
  EXPECT_EQ(run.breach("censoring"), "holds");
  run.lane.units[0].detected_us += 1;
  EXPECT_THAT(run.breach("censoring"), HasSubstr("attack shell on device 3: detected after 3540000001 us"));
  run.lane.units[0].detected_us = -1;
  EXPECT_THAT(run.breach("censoring"), HasSubstr("detected after -1 us"));
  run.lane.units[0].attack = 7;
  EXPECT_THAT(run.breach("censoring"), HasSubstr("under attack 7, of 1"));
}

TEST(Invariant, delay_parts_must_sum_to_the_microsecond) {
  OneRun run;
  run.lane.units[0].parts.queue = 1;
  EXPECT_EQ(run.breach("delay_parts"), "attack shell on device 3: detected after 30000000 us, its parts sum to 30000001 us");
  run.lane.units[0].detected = false;
  EXPECT_EQ(run.breach("delay_parts"), "holds");
}

// A unit of S1 has 400,000 blocks a day.
TEST(Invariant, hub_quota_is_of_the_busiest_day) {
  OneRun run;
  run.lane.hub_usage[0].blocks_busiest_day = 400'001;
  EXPECT_EQ(run.breach("hub_quota"), "hub 0: 400001 blocks on the busiest day, of a quota of 400000");
  run.lane.hubs.clear();  // without agents there is none
  EXPECT_EQ(run.breach("hub_quota"), "holds");
}

TEST(Invariant, drops_are_forbidden_by_reason_at_any_step) {
  OneRun run;
  run.lane.drops = {{"agent", "cache_overflow", 2.4}, {"queue", "message_too_large", 0.2}};
  EXPECT_EQ(run.breach("no_drop.cache_overflow"), "raw events dropped at the agent for cache_overflow: 12");
  EXPECT_EQ(run.breach("message_size"), "raw events dropped at the queue for message_too_large: 1");
  EXPECT_EQ(run.breach("no_drop.queue_full"), "holds");
}

TEST(Invariant, a_repetition_must_give_the_same_digest) {
  LaneResult run;
  LaneResult again;
  run.digest = again.digest = 0xAB;
  EXPECT_EQ(difference_of(run, again), std::nullopt);
  again.digest = 0xAC;
  EXPECT_THAT(difference_of(run, again).value_or(""), HasSubstr("digest 00000000000000ab, and 00000000000000ac"));
}

TEST(Invariant, names_are_unique_and_have_every_reason_of_a_drop) {
  std::vector<std::string> names = invariant_names();
  for (const char* name : {"conservation", "deterministic", "no_drop.backlog", "no_drop.sampled_out", "no_drop.message_too_large"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_TRUE(is_law("conservation"));
  EXPECT_FALSE(is_law("hub_quota"));
}

TEST(InvariantDeathTest, refuses_what_takes_two_runs) {
  const OneRun run;
  EXPECT_DEATH(breach_of("deterministic", run.scenario, run.lane), "invariant of one run");
}

}  // namespace
}  // namespace picket::sim
