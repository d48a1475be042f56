#include <gtest/gtest.h>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

using test::sample_lane;

TEST(MergeEndpoint, tells_nothing_where_nothing_can_wait) {
  const LaneResult lane = sample_lane("raw", 0, 100);
  EXPECT_TRUE(endpoint_measures({&lane}).empty());
  EXPECT_TRUE(endpoint_measures({}).empty());
}

TEST(MergeEndpoint, gives_the_waits_and_the_losses_with_a_value_for_each_replication) {
  LaneResult first = sample_lane("raw", 0, 100);
  LaneResult second = sample_lane("raw", 1, 100);
  first.endpoint = {true, 100, 4, 2, 60};
  second.endpoint = {true, 100, 8, 4, 90};
  const std::vector<Measure> measures = endpoint_measures({&first, &second});
  ASSERT_EQ(measures.size(), 3U);
  EXPECT_EQ(measures[0].name, "consumer_lag_seconds_mean");
  EXPECT_EQ(measures[0].unit, "s");
  EXPECT_EQ(measures[0].estimate.value, 3);
  EXPECT_EQ(measures[1].name, "consumer_lag_seconds_max");
  EXPECT_EQ(measures[1].per_replication, (std::vector<double>{60, 90}));
  EXPECT_EQ(measures[2].name, "messages_past_retention_total");
  EXPECT_EQ(measures[2].estimate.value, 6);
  for (const Measure& measure : measures) EXPECT_FALSE(measure.says.empty());
}

TEST(MergeEndpoint, has_no_wait_of_messages_that_were_not_read) {
  LaneResult lane = sample_lane("agentless", 0, 100);
  lane.endpoint = {true, 0, 5, 0, 0};
  const std::vector<Measure> measures = endpoint_measures({&lane});
  ASSERT_EQ(measures.size(), 1U);
  EXPECT_EQ(measures[0].name, "messages_past_retention_total");
}

}  // namespace
}  // namespace picket::sim
