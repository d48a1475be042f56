#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/lane_samples.h"

// The scenario lasts 3 h; attack 0 starts 20 min into it.

namespace picket::sim {
namespace {

using test::kSecond;
using test::detected_unit;
using test::missed_unit;
using test::sample_lane;
using ::testing::ElementsAre;

TEST(MergeDetections, gives_a_row_for_each_attack_of_the_scenario) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  lane.units = {detected_unit(1, 0, {kSecond, 0, 0, 0, 0, 0})};
  const auto rows = merge_detections(scenario, "picket", {&lane});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].attack, "miner");
  EXPECT_EQ(rows[1].attack, "shell");
  EXPECT_FALSE(rows[0].measurable);  // no unit of it
  EXPECT_EQ(rows[1].units, 1U);
  EXPECT_EQ(rows[1].policy, "picket");
  EXPECT_FALSE(rows[1].techniques.empty());
}

TEST(MergeDetections, averages_the_parts_over_detected_units_so_that_they_sum_to_the_mean) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  lane.units = {detected_unit(0, 1'200 * kSecond, {1 * kSecond, 2 * kSecond, 3 * kSecond, 0, 4 * kSecond, 8 * kSecond, 5 * kSecond, 6 * kSecond}),
                detected_unit(0, 1'300 * kSecond, {3 * kSecond, 4 * kSecond, 5 * kSecond, 9 * kSecond, 6 * kSecond, 0, 7 * kSecond, 8 * kSecond}),
                missed_unit(0, 1'400 * kSecond, "agent", "cache_overflow", 5)};
  const DetectionResult row = merge_detections(scenario, "picket", {&lane})[0];
  EXPECT_EQ(row.parts.detected, 2U);
  EXPECT_DOUBLE_EQ(row.parts.attack_seconds, 2);
  EXPECT_DOUBLE_EQ(row.parts.agent_seconds, 3);
  EXPECT_DOUBLE_EQ(row.parts.queue_seconds, 4);
  EXPECT_DOUBLE_EQ(row.parts.reconnect_seconds, 4.5);
  EXPECT_DOUBLE_EQ(row.parts.network_seconds, 5);
  EXPECT_DOUBLE_EQ(row.parts.shaping_seconds, 4);
  EXPECT_DOUBLE_EQ(row.parts.hub_seconds, 6);
  EXPECT_DOUBLE_EQ(row.parts.pipeline_seconds, 7);
  EXPECT_EQ(row.units, 3U);
  EXPECT_EQ(row.time_to_detect.events, 2U);
  EXPECT_DOUBLE_EQ(row.evidence_share.value, 6.0 / 13);
}

// Times 21 s and 33 s of three units, the third never: the curve steps by a third at each and the median is
// the second.
TEST(MergeDetections, censors_what_was_never_detected_at_the_horizon) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  lane.units = {detected_unit(0, 0, {21 * kSecond, 0, 0, 0, 0, 0}), detected_unit(0, 0, {33 * kSecond, 0, 0, 0, 0, 0}),
                missed_unit(0, 0, "queue", "expired", 1)};
  const DetectionResult row = merge_detections(scenario, "picket", {&lane})[0];
  EXPECT_NEAR(row.time_to_detect.probability.value, 2.0 / 3, 1e-9);
  ASSERT_TRUE(row.time_to_detect.median_seconds.has_value());
  EXPECT_DOUBLE_EQ(row.time_to_detect.median_seconds->value, 33);
  EXPECT_FALSE(row.time_to_detect.p90_seconds.has_value());
  std::vector<double> at;
  for (const CurvePoint& point : row.time_to_detect.curve) at.push_back(point.at_seconds);
  EXPECT_NE(std::find(at.begin(), at.end(), 21), at.end());
  EXPECT_NE(std::find(at.begin(), at.end(), 33), at.end());
}

TEST(MergeDetections, says_where_the_evidence_of_undetected_units_ended_most_frequent_first) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  UnitOutcome arrived = missed_unit(0, 0, "agent", "cache_overflow", 2);
  arrived.evidence = true;
  UnitOutcome mixed = missed_unit(0, 0, "agent", "cache_overflow", 2);
  mixed.ended.push_back({"queue", "expired", 7});
  mixed.events = 9;
  UnitOutcome nothing;
  lane.units = {missed_unit(0, 0, "agent", "held_at_horizon", 3), missed_unit(0, 0, "agent", "held_at_horizon", 1), arrived, mixed, nothing};
  const auto rows = merge_detections(scenario, "picket", {&lane});
  ASSERT_EQ(rows[0].missed_because.size(), 4U);
  EXPECT_EQ(rows[0].missed_because[0], "agent held_at_horizon: 2 units");
  EXPECT_THAT(rows[0].missed_because, ::testing::Contains("queue expired: 1 unit"));
  EXPECT_THAT(rows[0].missed_because, ::testing::Contains("pipeline arrived_but_no_expected_alert: 1 unit"));
  EXPECT_THAT(rows[0].missed_because, ::testing::Contains("world no_malicious_event_before_horizon: 1 unit"));
}

TEST(MergeDetections, says_whose_detections_came_first) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  for (const char* pack : {"picket", "product", "product"}) {
    UnitOutcome unit = detected_unit(0, 0, {kSecond, 0, 0, 0, 0, 0});
    unit.pack = pack;
    lane.units.push_back(unit);
  }
  lane.units.push_back(missed_unit(0, 0, "queue", "expired", 1));
  EXPECT_THAT(merge_detections(scenario, "picket", {&lane})[0].raised_by,
              ElementsAre("product: 2 units", "picket: 1 unit"));
}

TEST(MergeDetections, calls_an_attack_whose_deadline_lies_beyond_the_horizon_not_measurable) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  for (std::uint32_t a = 0; a < 3; ++a) lane.units.push_back(detected_unit(a, 0, {kSecond, 0, 0, 0, 0, 0}));
  const auto rows = merge_detections(scenario, "picket", {&lane});
  for (std::uint32_t a = 0; a < 3; ++a) {
    const double horizon = (scenario.duration - scenario.attacks[a].start).to_seconds();
    EXPECT_EQ(rows[a].measurable, rows[a].deadline_seconds <= horizon) << rows[a].attack;
  }
  EXPECT_FALSE(rows[2].measurable);  // the agent kill's deadline is a day
}

}  // namespace
}  // namespace picket::sim
