// What the head of scenarios/smoke/consumer_lag.yaml derives, and that a reader that is always there changes nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

LaneResult lane_of_reader(const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  LoadResult result = load_scenario(test::library() + "/smoke/consumer_lag.yaml", sets, test::library(), diagnostics);
  EXPECT_TRUE(result.ok()) << diagnostics.text();
  if (!result.ok()) throw std::runtime_error("wrong scenario");
  const test::SmallStudy study = test::run_small({}, 1, write_scenario_yaml(*result.scenario));
  const LaneResult& lane = study.lane("processes");
  EXPECT_THAT(lane.imbalances, ::testing::IsEmpty());
  return lane;
}

TEST(LaneEndpoint, shows_what_an_outage_of_the_reader_delays_and_what_it_loses) {
  const LaneResult lane = lane_of_reader();
  const EndpointReading& endpoint = lane.endpoint;
  EXPECT_TRUE(endpoint.may_lag);
  EXPECT_NEAR(static_cast<double>(lane.messages_accepted), 17'284, 60);
  EXPECT_NEAR(static_cast<double>(endpoint.messages_past_retention), 1'442, 30);
  EXPECT_EQ(endpoint.messages_read + endpoint.messages_past_retention, lane.messages_accepted);
  EXPECT_LE(endpoint.lag_seconds_max, 86'400);
  EXPECT_GT(endpoint.lag_seconds_max, 86'300);
  EXPECT_NEAR(endpoint.lag_seconds_mean, 16'000, 320);
  // Two in twenty attacked devices each; a raw event that no sensor shows is none of the hub's.
  ASSERT_EQ(lane.units.size(), 4U);
  for (const UnitOutcome& unit : lane.units) {
    EXPECT_EQ(unit.detected, unit.attack == 1);
    if (!unit.detected) {
      EXPECT_EQ(unit.events_arrived, 0U);
      const auto lost = std::find_if(unit.ended.begin(), unit.ended.end(), [](const EvidenceEnd& end) { return end.reason == "past_retention"; });
      ASSERT_NE(lost, unit.ended.end());
      EXPECT_EQ(lost->stage, "hub");
      continue;
    }
    EXPECT_EQ(unit.parts.total(), unit.detected_us);
    EXPECT_NEAR(static_cast<double>(unit.parts.hub), 16e6 * 3'600, 1'800e6);
    EXPECT_LT(unit.parts.total() - unit.parts.hub, 120'000'000);
  }
  EXPECT_GT(test::dropped(lane, "hub", "past_retention"), 0);
}

// With no limit and no outage the settings of the endpoint change no run.
TEST(LaneEndpoint, changes_nothing_by_itself) {
  const std::vector<std::string> short_run{"duration=6 h", "attacks=[]", "attack_templates={}"};
  const auto with = [&](std::vector<std::string> sets) {
    sets.insert(sets.begin(), short_run.begin(), short_run.end());
    return lane_of_reader(sets);
  };
  const LaneResult plain = with({"hubs=[{name: plant, sku: S1, units: 1}]"});
  EXPECT_FALSE(plain.endpoint.may_lag);
  EXPECT_EQ(plain.endpoint.lag_seconds_max, 0);
  const LaneResult other = with({"hubs=[{name: plant, sku: S1, units: 1, partitions: 32, retention: 7 d, consumer_groups: [$Default, siem], "
                                 "reader: {consumer_group: siem}}]"});
  EXPECT_EQ(other.digest, plain.digest);
  // One that is fast enough for what comes, too, but that what can wait is told of: messages less than 1 ms apart are spaced.
  const LaneResult fast = with({"hubs=[{name: plant, sku: S1, units: 1, reader: {messages_per_second: 1000}}]"});
  EXPECT_TRUE(fast.endpoint.may_lag);
  EXPECT_EQ(fast.endpoint.messages_past_retention, 0);
  EXPECT_LT(fast.endpoint.lag_seconds_max, 0.5);
  EXPECT_EQ(fast.messages_accepted, plain.messages_accepted);
}

}  // namespace
}  // namespace picket::sim
