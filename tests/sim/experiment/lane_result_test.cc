#include "sim/experiment/lane_result.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

TEST(LaneResult, comes_back_from_its_json_form_as_it_was) {
  LaneResult lane = test::sample_lane("picket", 3, 1'000);
  lane.fixed_hub = true;
  lane.reused = true;
  lane.digest = std::numeric_limits<std::uint64_t>::max();
  lane.site_peak_1s = 1.0 / 3;
  lane.units = {test::detected_unit(0, 5, {1, 2, 3, 4, 5, 6, 7, 8}), test::missed_unit(1, -7, "queue", "expired", 9)};
  lane.units[0].steps = {{2, "evicted", "agent", "cache_overflow", 4, 1}};
  lane.step_totals = {{1, 2, "held", "queue", "held_at_horizon", 3, "miner/kiosk-000001"}};
  lane.units_without_steps = 17;
  lane.weakness_rest = {{"open_port", 3, 1, 1, 2, {{"not_due", 1}}, {{5, true, 2}, {9, false, 1}}, {{7, false, 1}}}};
  lane.faults = {{1, 60'000'000, 120'000'000, 3, 12}};
  lane.trouble = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};
  lane.routes = {true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  lane.nat = {13, 14};
  lane.cell = {2, 9.5, 8.5, 7.5, 0.875};
  lane.endpoint = {true, 20, 3, 1.25, 7.5};
  lane.drops = {{"agent", "cache_overflow", 0.1}};
  lane.marks = {{1.5, 2.5, "miner", "attack"}};
  lane.imbalances = {"raw events: \"odd\" \\ \n \xc3\xa9"};
  lane.times.wall_seconds = 0.25;
  lane.pipeline_losses = {{"groups_refused", 3}};
  lane.recommendations = 12;
  lane.messages_duplicated = 13;
  lane.energy = {{"kiosk", 7, 0.5, 1.5, 2.5, 3.5}};
  lane.changes_twins = true;
  lane.twin = {1, 2, 3, 4, 5, 6};
  const std::string text = to_json(lane);
  const LaneResult back = lane_result_from_json(text);
  EXPECT_EQ(to_json(back), text);
  EXPECT_EQ(back.digest, lane.digest);
  EXPECT_EQ(back.site_peak_1s, lane.site_peak_1s);
  EXPECT_TRUE(back.fixed_hub && back.reused);
  EXPECT_TRUE(back.changes_twins);
  EXPECT_EQ(back.twin, lane.twin);
  EXPECT_EQ(back.recommendations, 12);
  EXPECT_EQ(back.messages_duplicated, 13);
  ASSERT_EQ(back.energy.size(), 1U);
  EXPECT_EQ(back.energy[0].device_class, "kiosk");
  EXPECT_EQ(back.energy[0].total(), 8);
  ASSERT_EQ(back.pipeline_losses.size(), 1U);
  EXPECT_EQ(back.pipeline_losses[0].reason, "groups_refused");
  EXPECT_EQ(back.pipeline_losses[0].count, 3);
  EXPECT_EQ(back.units_without_steps, 17);
  ASSERT_EQ(back.weakness_rest.size(), 1U);
  EXPECT_EQ(back.weakness_rest[0].appear.at(1).us, 9);
  EXPECT_EQ(back.weakness_rest[0].missed.at(0).reason, "not_due");
  ASSERT_EQ(back.faults.size(), 1U);
  EXPECT_EQ(back.faults[0].devices, 12);
  EXPECT_EQ(back.cell.utilisation_1h_max, 0.875);
  EXPECT_EQ(back.trouble.reconnect_us_longest, 12);
  EXPECT_EQ(back.trouble.registrations_given_up, 17);
  EXPECT_EQ(back.trouble.messages_held, 25);
  EXPECT_TRUE(back.routes.evaluated);
  EXPECT_EQ(back.routes.own_event_copies, 10);
  EXPECT_EQ(back.nat.devices, 13);
  EXPECT_EQ(back.nat.connections_lost, 14);
  EXPECT_EQ(back.endpoint.messages_past_retention, 3);
  EXPECT_EQ(back.endpoint.lag_seconds_max, 7.5);
  ASSERT_EQ(back.units.size(), 2U);
  EXPECT_EQ(back.units[0].parts.total(), 36);
  EXPECT_EQ(back.units[1].start_us, -7);
  ASSERT_EQ(back.units[0].steps.size(), 1U);
  EXPECT_EQ(back.units[0].steps[0].fate, "evicted");
  ASSERT_EQ(back.step_totals.size(), 1U);
  EXPECT_EQ(back.step_totals[0].example, "miner/kiosk-000001");
  EXPECT_EQ(back.units[1].ended[0].reason, "expired");
  EXPECT_EQ(back.imbalances, lane.imbalances);
  ASSERT_EQ(back.hubs.size(), 1U);
  EXPECT_EQ(back.hubs[0].sku, Sku::kS1);
  EXPECT_EQ(back.series[0].values, lane.series[0].values);
}

TEST(LaneResult, is_not_made_of_other_texts) {
  const std::string good = to_json(test::sample_lane("raw", 0, 1));
  EXPECT_NO_THROW(lane_result_from_json(good));
  for (const std::string& bad : {std::string(), std::string("{}"), std::string("[1]"), good.substr(0, good.size() / 2), good + "x"}) {
    EXPECT_THROW(lane_result_from_json(bad), std::runtime_error) << bad.substr(0, 40);
  }
}

}  // namespace
}  // namespace picket::sim
