#include "sim/experiment/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/sim/experiment/lane_samples.h"

// Ten devices, half a day: five device-days a replication.

namespace picket::sim {
namespace {

using test::measure;
using test::sample_lane;

TEST(MergePolicy, gives_measures_per_device_day_averaged_over_replications) {
  const Scenario scenario = test::small_scenario();
  const LaneResult one = sample_lane("picket", 0, 1'000);
  const LaneResult two = sample_lane("picket", 1, 3'000);
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_DOUBLE_EQ(measure(result, "uplink_payload_bytes_per_device_day").estimate.value, 400);       // (200 + 600) / 2
  EXPECT_DOUBLE_EQ(measure(result, "uplink_bytes_per_device_day").estimate.value, 450);               // and 250 B / 5 more
  EXPECT_DOUBLE_EQ(measure(result, "messages_per_day").estimate.value, 180);
  EXPECT_DOUBLE_EQ(measure(result, "blocks_per_day").estimate.value, 190);
  EXPECT_DOUBLE_EQ(measure(result, "raw_events_per_device_day").estimate.value, 1'000);
  EXPECT_EQ(measure(result, "uplink_payload_bytes_per_device_day").per_replication, (std::vector<double>{200, 600}));
  EXPECT_FALSE(measure(result, "uplink_bytes_per_device_day").difference.has_value());
  EXPECT_FALSE(measure(result, "uplink_bytes_per_device_day").estimate.ci_low.has_value());  // two replications
}

TEST(MergePolicy, pairs_differences_to_the_reference_replication_by_replication) {
  const Scenario scenario = test::small_scenario();
  std::vector<LaneResult> own;
  std::vector<LaneResult> reference;
  PolicyLanes own_lanes;
  PolicyLanes reference_lanes;
  for (std::uint32_t r = 0; r < 6; ++r) {
    own.push_back(sample_lane("picket", r, 1'000 + 5'000 * r));
    reference.push_back(sample_lane("g2_linux", r, 2'000 + 5'000 * r));  // always 1,000 B more
  }
  for (std::uint32_t r = 0; r < 6; ++r) {
    own_lanes.push_back(&own[r]);
    reference_lanes.push_back(&reference[r]);
  }
  const Measure difference = measure(merge_policy(scenario, "picket", own_lanes, reference_lanes), "uplink_bytes_per_device_day");
  ASSERT_TRUE(difference.difference.has_value());
  EXPECT_NEAR(difference.difference->value, -200, 1e-9);
  EXPECT_NEAR(difference.difference->ci_low.value(), -200, 1e-6);  // what the replications share cancels
  EXPECT_LT(difference.estimate.ci_low.value(), difference.estimate.value - 1'000);
  EXPECT_FALSE(measure(merge_policy(scenario, "g2_linux", reference_lanes, reference_lanes), "uplink_bytes_per_device_day").difference.has_value());
}

TEST(MergePolicy, tells_of_gateways_where_a_policy_merges_there_and_only_there) {
  const Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1'000);
  const auto has = [](const PolicyResult& result) {
    return std::any_of(result.measures.begin(), result.measures.end(),
                       [](const Measure& m) { return m.name.starts_with("gateway_") || m.name.ends_with("_at_site_only_share"); });
  };
  EXPECT_FALSE(has(merge_policy(scenario, "picket", {&lane}, {})));
  lane.gateway = {2, 100, 40, 20, 5, 9'000, 4'000, 22, 6, 300, 100};
  UnitOutcome unit = test::missed_unit(0, 0, "queue", "expired", 1);
  lane.units = {unit, unit};
  lane.units[1].site_detected = true;
  const PolicyResult result = merge_policy(scenario, "picket", {&lane}, {});
  EXPECT_DOUBLE_EQ(measure(result, "gateway_observations_in_per_day").estimate.value, 200);
  EXPECT_DOUBLE_EQ(measure(result, "gateway_blocks_out_per_day").estimate.value, 12);
  EXPECT_DOUBLE_EQ(measure(result, "gateway_bytes_out_per_day").estimate.value, 8'000);
  EXPECT_DOUBLE_EQ(measure(result, "gateway_attribution_kept_share").estimate.value, 0.75);
  EXPECT_DOUBLE_EQ(measure(result, "detected_at_site_only_share").estimate.value, 0.5);
}

TEST(MergePolicy, adds_the_bill_s_lines_up_to_the_cost) {
  const Scenario scenario = test::small_scenario();
  const LaneResult lane = sample_lane("picket", 0, 1'000);
  const PolicyResult result = merge_policy(scenario, "picket", {&lane}, {});
  double sum = 0;
  for (const BillLine& line : result.bill) sum += line.usd_per_month.value;
  EXPECT_GT(sum, 0);
  EXPECT_NEAR(measure(result, "cost_usd_per_month").estimate.value, sum, 1e-9);
}

TEST(MergePolicy, tells_messages_that_came_twice_where_some_did) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  const LaneResult two = sample_lane("picket", 1, 1);
  const auto tells_of_duplicates = [](const PolicyResult& result) {
    return std::any_of(result.measures.begin(), result.measures.end(), [](const Measure& m) { return m.name == "duplicate_messages_per_day"; });
  };
  EXPECT_FALSE(tells_of_duplicates(merge_policy(scenario, "picket", {&one, &two}, {})));
  one.messages_duplicated = 3;  // in half a day
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_EQ(measure(result, "duplicate_messages_per_day").per_replication, (std::vector<double>{6, 0}));
}

TEST(MergePolicy, tells_connections_that_lines_forgot_where_any_line_can) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  const auto tells_of_lost_connections = [](const PolicyResult& result) {
    return std::any_of(result.measures.begin(), result.measures.end(), [](const Measure& m) { return m.name == "connections_lost_by_nat_total"; });
  };
  EXPECT_FALSE(tells_of_lost_connections(merge_policy(scenario, "picket", {&one, &two}, {})));
  one.nat = {5, 7};
  two.nat = {5, 0};
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_EQ(measure(result, "connections_lost_by_nat_total").per_replication, (std::vector<double>{7, 0}));
}

TEST(MergePolicy, tells_of_cells_where_sites_share_any) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  const auto tells_of_cells = [](const PolicyResult& result) {
    return std::any_of(result.measures.begin(), result.measures.end(), [](const Measure& m) { return m.name.starts_with("cell_"); });
  };
  EXPECT_FALSE(tells_of_cells(merge_policy(scenario, "picket", {&one, &two}, {})));
  one.cell = {3, 300, 200, 100, 0.5};
  two.cell = {3, 700, 400, 300, 0.75};
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_EQ(measure(result, "cell_peak_bytes_per_second_1s").per_replication, (std::vector<double>{300, 700}));
  EXPECT_EQ(measure(result, "cell_peak_bytes_per_second_1min").per_replication, (std::vector<double>{200, 400}));
  EXPECT_EQ(measure(result, "cell_peak_bytes_per_second_1h").per_replication, (std::vector<double>{100, 300}));
  EXPECT_EQ(measure(result, "cell_utilisation_1h_max").per_replication, (std::vector<double>{0.5, 0.75}));
}

TEST(MergePolicy, averages_drops_over_all_replications_even_where_one_has_none) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  one.drops = {{"agent", "cache_overflow", 3}, {"queue", "expired", 0}};
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  ASSERT_EQ(result.drops.size(), 1U);
  EXPECT_EQ(result.drops[0].reason, "cache_overflow");
  EXPECT_DOUBLE_EQ(result.drops[0].raw_events_per_device_day, 1.5);
}

TEST(MergePolicy, averages_twin_updates_of_policies_that_have_any) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  EXPECT_FALSE(merge_policy(scenario, "picket", {&one, &two}, {}).twin_updates.has_value());
  one.changes_twins = two.changes_twins = true;
  one.twin = {.delivered = 7, .applied = 4, .failed = 3, .reported_bytes = 100, .flushed_messages = 2, .configuration_errors = 7};
  const auto twin = merge_policy(scenario, "picket", {&one, &two}, {}).twin_updates;
  ASSERT_TRUE(twin.has_value());
  EXPECT_EQ(twin->delivered, 3.5);
  EXPECT_EQ(twin->applied, 2);
  EXPECT_EQ(twin->failed, 1.5);
  EXPECT_EQ(twin->reported_bytes, 50);
  EXPECT_EQ(twin->flushed_messages, 1);
  EXPECT_EQ(twin->configuration_errors, 3.5);
}

// Of a policy that asks a hub nothing for twins there is no such measure, unless the reference asks.
TEST(MergePolicy, measures_what_twins_cost_where_agents_have_them) {
  const Scenario scenario = test::small_scenario();
  const LaneResult without = sample_lane("raw", 0, 1);
  LaneResult with = sample_lane("g1_c", 0, 1);
  with.hub_operations = {{.operation = "device_twin_read", .asked = 30, .done = 26, .refused = {{"throttled_429002", 4}}, .blocks = 52},
                         {.operation = "reported_update", .asked = 26, .done = 26, .blocks = 26}};
  const auto measure = [](const PolicyResult& result, const std::string& name) {
    const auto found = std::find_if(result.measures.begin(), result.measures.end(), [&](const Measure& m) { return m.name == name; });
    return found == result.measures.end() ? std::nullopt : std::optional(found->estimate.value);
  };
  const PolicyResult alone = merge_policy(scenario, "raw", {&without}, {});
  EXPECT_FALSE(measure(alone, "twin_blocks_per_day").has_value());
  EXPECT_TRUE(alone.hub_operations.empty());
  EXPECT_EQ(measure(merge_policy(scenario, "raw", {&without}, {&with}), "twin_blocks_per_day"), 0);
  const PolicyResult result = merge_policy(scenario, "g1_c", {&with}, {&without});
  EXPECT_EQ(measure(result, "twin_blocks_per_day"), 156);  // 78 in half a day
  EXPECT_EQ(measure(result, "twin_operations_refused_per_day"), 8);
  EXPECT_EQ(result.hub_operations.size(), 2U);
}

TEST(MergePolicy, names_the_hub_that_every_replication_fits_on) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  LaneResult three = sample_lane("picket", 2, 1);
  two.hubs = {{Sku::kS2, 1}};
  three.hubs = {{Sku::kS1, 9}};
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two, &three}, {});
  EXPECT_EQ(result.sku, "S2");
  EXPECT_EQ(result.units, 1U);
}

TEST(MergePolicy, counts_false_alerts_by_exposure_and_shares_by_units_and_events) {
  const Scenario scenario = test::small_scenario();
  LaneResult one = sample_lane("picket", 0, 1);
  LaneResult two = sample_lane("picket", 1, 1);
  one.alerts_false = 10;
  one.units = {test::detected_unit(0, 0, {0, 1, 0, 0, 0, 0}), test::missed_unit(0, 0, "agent", "held_at_horizon", 4)};
  two.units = {test::missed_unit(0, 0, "agent", "held_at_horizon", 4)};
  const PolicyResult result = merge_policy(scenario, "picket", {&one, &two}, {});
  EXPECT_NEAR(measure(result, "false_alerts_per_device_day").estimate.value, 1, 1e-9);     // 10 in 10 device-days
  EXPECT_DOUBLE_EQ(measure(result, "detected_share").estimate.value, 0.25);                // 1/2 and 0/1
  EXPECT_DOUBLE_EQ(measure(result, "evidence_share").estimate.value, 3.0 / 16);            // 3/8 and 0/4
}

// Evidence of 0.5, 1, 1, 1, 1, 1: mean 0.917, s = 0.204. Its logit is 2.398 +- 2.571 s / (sqrt(6) 0.917 0.083) = 2.804. The difference
// to a policy without any: Student's t +-0.214, which would end at 1.13.
TEST(MergePolicy, shares_and_their_differences_end_where_shares_can) {
  const Scenario scenario = test::small_scenario();
  std::vector<LaneResult> own;
  std::vector<LaneResult> reference;
  for (std::uint32_t r = 0; r < 6; ++r) {
    own.push_back(sample_lane("picket", r, 1));
    reference.push_back(sample_lane("g2_linux", r, 1));
    UnitOutcome unit = test::missed_unit(0, 0, "agent", "held_at_horizon", 10);
    unit.events = 10;
    unit.events_arrived = 0;
    reference.back().units = {unit};
    unit.events_arrived = r == 0 ? 5 : 10;
    own.back().units = {unit};
  }
  PolicyLanes own_lanes;
  PolicyLanes reference_lanes;
  for (std::uint32_t r = 0; r < 6; ++r) {
    own_lanes.push_back(&own[r]);
    reference_lanes.push_back(&reference[r]);
  }
  const Measure evidence = measure(merge_policy(scenario, "picket", own_lanes, reference_lanes), "evidence_share");
  EXPECT_NEAR(evidence.estimate.ci_low.value(), 1 / (1 + std::exp(2.804 - 2.398)), 1e-3);
  EXPECT_NEAR(evidence.estimate.ci_high.value(), 1 / (1 + std::exp(-2.804 - 2.398)), 1e-3);
  ASSERT_TRUE(evidence.difference.has_value());
  EXPECT_NEAR(evidence.difference->ci_low.value(), 5.5 / 6 - 0.2142, 1e-3);
  EXPECT_EQ(evidence.difference->ci_high, 1.0);
}

// Of three replications the second has no attacked device under the policy and the third none under the reference: only the first
// says how they differ.
TEST(MergePolicy, a_replication_without_units_on_both_sides_says_nothing_of_a_share_s_difference) {
  const Scenario scenario = test::small_scenario();
  const auto lane = [](const std::string& policy, std::uint32_t replication, std::vector<UnitOutcome> units) {
    LaneResult out = sample_lane(policy, replication, 1);
    out.units = std::move(units);
    return out;
  };
  const UnitOutcome found = test::detected_unit(0, 0, {0, 1, 0, 0, 0, 0});
  const UnitOutcome missed = test::missed_unit(0, 0, "agent", "held_at_horizon", 4);
  const std::vector<LaneResult> own{lane("picket", 0, {found}), lane("picket", 1, {}), lane("picket", 2, {found})};
  const std::vector<LaneResult> reference{lane("g2_linux", 0, {found, missed}), lane("g2_linux", 1, {found}), lane("g2_linux", 2, {})};
  const PolicyResult result = merge_policy(scenario, "picket", {&own[0], &own[1], &own[2]}, {&reference[0], &reference[1], &reference[2]});
  const Measure& detected = measure(result, "detected_share");
  ASSERT_TRUE(detected.difference.has_value());
  EXPECT_DOUBLE_EQ(detected.difference->value, 0.5);
  EXPECT_EQ(detected.difference->n, 1U);
  const PolicyResult none = merge_policy(scenario, "picket", {&own[2]}, {&reference[2]});
  EXPECT_FALSE(measure(none, "detected_share").difference.has_value());
}

// Bytes of 0, 0, 0, 0, 0 and 60,000 in 5 device-days: 2,000 +- 5,141, and 50 for envelope and upkeep.
TEST(MergePolicy, no_interval_of_an_amount_begins_below_0) {
  const Scenario scenario = test::small_scenario();
  std::vector<LaneResult> lanes;
  for (std::uint32_t r = 0; r < 6; ++r) lanes.push_back(sample_lane("picket", r, r == 5 ? 60'000 : 0));
  PolicyLanes all;
  for (const LaneResult& lane : lanes) all.push_back(&lane);
  const PolicyResult result = merge_policy(scenario, "picket", all, {});
  EXPECT_DOUBLE_EQ(measure(result, "uplink_bytes_per_device_day").estimate.value, 2'050);
  for (const Measure& m : result.measures) {
    EXPECT_GE(m.estimate.ci_low.value_or(0), 0) << m.name;
  }
  for (const BillLine& line : result.bill) {
    EXPECT_GE(line.usd_per_month.ci_low.value_or(0), 0) << line.line;
  }
  EXPECT_EQ(measure(result, "uplink_bytes_per_device_day").estimate.ci_low, 0.0);
}

// Without an attacked device, or with one whose attack cannot be judged within the horizon, there is no share of them.
TEST(MergePolicy, a_share_of_nothing_is_missing_and_not_0) {
  const auto has = [](const PolicyResult& result, const std::string& name) {
    return std::any_of(result.measures.begin(), result.measures.end(), [&](const Measure& m) { return m.name == name; });
  };
  Scenario scenario = test::small_scenario();
  LaneResult lane = sample_lane("picket", 0, 1);
  lane.units.clear();
  EXPECT_FALSE(has(merge_policy(scenario, "picket", {&lane}, {}), "detected_share"));
  EXPECT_FALSE(has(merge_policy(scenario, "picket", {&lane}, {}), "evidence_share"));
  lane.units = {test::detected_unit(0, 0, {0, 1, 0, 0, 0, 0})};
  EXPECT_TRUE(has(merge_policy(scenario, "picket", {&lane}, {}), "detected_share"));
  scenario.attack_templates.at(scenario.attacks.at(0).use).deadline = scenario.duration;  // and the attack starts later
  EXPECT_FALSE(has(merge_policy(scenario, "picket", {&lane}, {}), "detected_share"));
  EXPECT_TRUE(has(merge_policy(scenario, "picket", {&lane}, {}), "evidence_share"));
}

}  // namespace
}  // namespace picket::sim
