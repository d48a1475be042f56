#include "sim/sweep/point_measures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/experiment/study.h"
#include "tests/sim/experiment/lane_samples.h"

// The scenario lasts 3 h; attack 0, the miner, starts 20 min into it.

namespace picket::sim {
namespace {

using test::detected_unit;
using test::missed_unit;
using test::sample_lane;
using ::testing::ElementsAre;
using ::testing::IsNan;

constexpr std::int64_t kSecond = 1'000'000;

const Measure& named(const std::vector<Measure>& measures, std::string_view name) {
  const auto found = std::find_if(measures.begin(), measures.end(), [&](const Measure& m) { return m.name == name; });
  if (found == measures.end()) throw std::runtime_error("no measure " + std::string(name));
  return *found;
}

/// One of two found, both found after 20 and 40 s, and no device attacked.
std::vector<Measure> three_replications() {
  const Scenario scenario = test::small_scenario({"replications=3"});
  std::vector<LaneResult> lanes{sample_lane("picket", 0, 1), sample_lane("picket", 1, 1), sample_lane("picket", 2, 1)};
  lanes[0].units = {detected_unit(0, 1'200 * kSecond, {10 * kSecond, 0, 0, 0, 0, 0, 0, 0}), missed_unit(0, 1'200 * kSecond, "agent", "cache_overflow", 5)};
  lanes[1].units = {detected_unit(0, 1'200 * kSecond, {20 * kSecond, 0, 0, 0, 0, 0, 0, 0}), detected_unit(0, 1'200 * kSecond, {40 * kSecond, 0, 0, 0, 0, 0, 0, 0})};
  return point_measures(scenario, "picket", merge_study(scenario, lanes), lanes);
}

TEST(PointMeasures, have_detection_by_attack_and_in_all_by_replication) {
  const auto measures = three_replications();
  EXPECT_THAT(named(measures, "detected_by_deadline.miner").per_replication, ElementsAre(0.5, 1.0, IsNan()));
  EXPECT_THAT(named(measures, "detected_by_deadline").per_replication, ElementsAre(0.5, 1.0, IsNan()));
  EXPECT_THAT(named(measures, "p_miss").per_replication, ElementsAre(0.5, 0.0, IsNan()));
  EXPECT_DOUBLE_EQ(named(measures, "detected_by_deadline").estimate.value + named(measures, "p_miss").estimate.value, 1);
}

TEST(PointMeasures, censor_what_was_not_detected_at_the_end) {
  const auto measures = three_replications();
  const auto& delays = named(measures, "time_to_detect_restricted_mean_seconds.miner").per_replication;
  ASSERT_EQ(delays.size(), 3U);
  EXPECT_DOUBLE_EQ(delays[1], 30);
  // 10 s, and half of what is left of 160 min.
  EXPECT_DOUBLE_EQ(delays[0], 10 + 0.5 * (9'600 - 10));
  EXPECT_TRUE(std::isnan(delays[2]));
}

TEST(PointMeasures, are_those_of_one_policy_without_its_difference_to_another) {
  const auto measures = three_replications();
  for (const Measure& one : measures) EXPECT_FALSE(one.difference) << one.name;
  for (const std::string_view headline : headline_measures()) EXPECT_NO_THROW(named(measures, headline)) << headline;
}

}  // namespace
}  // namespace picket::sim
