// What routes take where in a run, beside what the run counts by itself.
#include "sim/experiment/route_traffic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/merge.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr const char* kRoutedScenario = R"(
name: routed
seed: 3
replications: 1
warm_up: 1 h
duration: 6 h
store: findings
policies:
  - use: g1_c
    twin_changes:
      - at: 1 h
        document: patch
        desired:
          ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration:
            snapshotFrequency: {value: PT1H}
fleet:
  - {device_class: kiosk, count: 4, sites: 2, access: {ethernet: 1}}
hubs:
  - {name: plant, sku: S1, units: 1}
)";

LaneResult routed(const std::string& routes, bool fallback = true) {
  const test::SmallStudy study = test::run_small({"hubs[0].routes=" + routes, std::string("hubs[0].fallback_route=") + (fallback ? "true" : "false")}, 1, kRoutedScenario);
  EXPECT_THAT(study.lanes.front().imbalances, ::testing::IsEmpty());
  return study.lanes.front();
}

TEST(RouteTraffic, is_not_evaluated_where_everything_is_at_the_built_in_endpoint) {
  const LaneResult lane = routed("[]");
  EXPECT_FALSE(lane.routes.evaluated);
  EXPECT_EQ(lane.routes.messages, 0);
  EXPECT_GT(lane.messages_accepted, 0);
}

TEST(RouteTraffic, changes_nothing_but_what_it_counts) {
  const LaneResult without = routed("[]");
  const LaneResult with = routed("[{name: away, endpoint: lake}]");
  EXPECT_EQ(with.digest, without.digest);
  EXPECT_EQ(with.alerts, without.alerts);
  EXPECT_EQ(with.blocks, without.blocks);
  EXPECT_EQ(with.routes.messages, with.messages_accepted + with.messages_duplicated);
  EXPECT_EQ(with.routes.messages_elsewhere, with.routes.messages);
  EXPECT_EQ(with.routes.messages_at_events, 0) << "a route that fits takes the place of the fallback";
}

TEST(RouteTraffic, takes_a_message_to_each_endpoint_once) {
  const LaneResult lane = routed("[{name: a, endpoint: lake}, {name: b, endpoint: lake}, {name: c, endpoint: queue}, {name: d}]");
  EXPECT_EQ(lane.routes.messages_at_events, lane.routes.messages);
  EXPECT_EQ(lane.routes.messages_elsewhere, 2 * lane.routes.messages);
  EXPECT_EQ(lane.routes.message_copies, 2 * lane.routes.messages);
  EXPECT_EQ(lane.routes.messages_orphaned, 0);
}

TEST(RouteTraffic, orphans_what_no_route_takes) {
  const LaneResult lane = routed("[{name: none, condition: \"level = 'hot'\"}]", false);
  EXPECT_EQ(lane.routes.messages_orphaned, lane.routes.messages);
  EXPECT_GT(lane.routes.messages_orphaned, 0);
  EXPECT_EQ(lane.routes.messages_at_events, 0);
}

// Four devices, each changed once at 1:00; nothing else changes their twins.
TEST(RouteTraffic, takes_the_hubs_own_events_by_source_and_condition) {
  const LaneResult lane = routed("[{name: twins, source: TwinChangeEvents}]");
  EXPECT_EQ(lane.routes.own_events, 4);
  EXPECT_EQ(lane.routes.own_events_at_events, 4);
  EXPECT_EQ(lane.routes.messages_at_events, lane.routes.messages) << "the fallback";
  const LaneResult other = routed("[{name: twins, source: TwinChangeEvents, condition: \"opType = 'replaceTwin'\", endpoint: lake}]");
  EXPECT_EQ(other.routes.own_events, 4);
  EXPECT_EQ(other.routes.own_events_not_taken, 4);
  EXPECT_EQ(other.routes.own_events_elsewhere, 0);
}

TEST(RouteTraffic, gives_measures_of_what_went_where) {
  const LaneResult lane = routed("[{name: twins, source: TwinChangeEvents, endpoint: lake}]");
  const Scenario scenario = test::small_scenario({}, kRoutedScenario);
  const PolicyLanes lanes{&lane};
  std::vector<std::string> names;
  for (const Measure& measure : merge_policy(scenario, "g1_c", lanes, lanes).measures) names.push_back(measure.name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"messages_at_built_in_endpoints_per_day", "messages_at_custom_endpoints_per_day", "messages_orphaned_per_day",
                                              "hub_events_at_built_in_endpoints_per_day", "hub_events_at_custom_endpoints_per_day"}));
}

}  // namespace
}  // namespace picket::sim
