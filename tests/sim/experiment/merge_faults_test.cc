#include <gtest/gtest.h>

#include <algorithm>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

using test::sample_lane;

Scenario with_faults() {
  Scenario scenario;
  scenario.faults.resize(2);
  scenario.faults[0].name = "street";
  scenario.faults[1].name = "region";
  scenario.faults[1].kind = FaultKind::kHubOutage;
  return scenario;
}

TEST(MergeFaults, tells_each_fault_once_with_means_over_replications) {
  LaneResult first = sample_lane("raw", 0, 100);
  LaneResult second = sample_lane("raw", 1, 100);
  first.faults = {{0, 60'000'000, 120'000'000, 3, 12}, {1, 0, 30'000'000, 0, 10}};
  second.faults = {{0, 60'000'000, 180'000'000, 4, 15}, {1, 0, 30'000'000, 0, 10}};
  const std::vector<FaultResult> faults = merge_faults(with_faults(), {&first, &second});
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].fault, "street");
  EXPECT_EQ(faults[0].kind, "link_loss");
  EXPECT_EQ(faults[0].from_seconds, 60);
  EXPECT_EQ(faults[0].until_seconds, 150);
  EXPECT_EQ(faults[0].sites, 3.5);
  EXPECT_EQ(faults[0].devices, 13.5);
  EXPECT_EQ(faults[1].kind, "hub_outage");
}

TEST(MergeFaults, tells_nothing_of_one_that_did_not_happen) {
  const LaneResult lane = sample_lane("raw", 0, 100);
  EXPECT_TRUE(merge_faults(with_faults(), {&lane}).empty());
  EXPECT_TRUE(trouble_measures({&lane}).empty());
  EXPECT_TRUE(trouble_measures({}).empty());
}

TEST(MergeFaults, gives_measures_of_the_hubs_with_a_value_for_each_replication) {
  LaneResult first = sample_lane("raw", 0, 100);
  LaneResult second = sample_lane("raw", 1, 100);
  first.faults = second.faults = {{0, 0, 1, 1, 1}};
  first.trouble.connects_throttled = 4;
  second.trouble.connects_throttled = 8;
  first.trouble.reconnect_us_longest = 60'000'000;
  second.trouble.reconnect_us_longest = 30'000'000;
  const std::vector<Measure> measures = trouble_measures({&first, &second});
  ASSERT_EQ(measures.size(), 25U);
  EXPECT_EQ(measures[1].name, "hub_connects_throttled_total");
  EXPECT_EQ(measures[1].estimate.value, 6);
  EXPECT_EQ(measures[1].per_replication, (std::vector<double>{4, 8}));
  const auto longest = std::find_if(measures.begin(), measures.end(), [](const Measure& m) { return m.name == "hub_reconnect_seconds_longest"; });
  ASSERT_NE(longest, measures.end());
  EXPECT_NEAR(longest->estimate.value, 45, 1e-9) << "seconds, of 60 s and 30 s";
  for (const Measure& measure : measures) EXPECT_FALSE(measure.says.empty());
}

}  // namespace
}  // namespace picket::sim
