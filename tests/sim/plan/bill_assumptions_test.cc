#include "sim/plan/bill_assumptions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/plan/plan_bill.h"

namespace picket::sim {
namespace {

/// 100,000 devices in one stratum; a row's bytes scatter between replications.
FleetUsage fleet_with_rows() {
  StratumRuns runs;
  runs.name = "kiosk";
  runs.devices = 100'000;
  runs.sampled = 100;
  for (const double factor : {0.9, 0.95, 1.0, 1.05, 1.1}) {
    Usage usage;
    usage.devices = usage.agents = usage.connections = usage.modules = 100;
    usage.messages_per_day = usage.blocks_per_day = 1'200;
    usage.workspace_raw_bytes_per_day = 100 * 20'000 * factor;
    runs.usage.push_back(usage);
  }
  return fleet_usage(std::vector<StratumRuns>{runs});
}

const Assumption* find_assumption(const std::vector<Assumption>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Assumption& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

TEST(BillAssumptions, move_the_bill_as_a_plan_with_the_other_number_says) {
  const FleetUsage usage = fleet_with_rows();
  const PriceBook prices;
  const std::vector<Assumption> all = bill_assumptions(usage, prices, {});
  ASSERT_FALSE(all.empty());
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GE(all[i - 1].swing(), all[i].swing());
  const Assumption* ingest = find_assumption(all, "log_analytics_ingest_gigabyte");
  ASSERT_NE(ingest, nullptr);
  EXPECT_EQ(ingest->range, "plausible range");
  EXPECT_EQ(ingest->high, 2.99);
  PriceBook dearer = prices;
  dearer.log_analytics_ingest_gigabyte = 2.99;
  EXPECT_EQ(ingest->usd_high, cheapest_bill(usage.mean, usage.shape, dearer, {}));
  const Assumption* rows = find_assumption(all, "workspace_raw_bytes_per_day");
  ASSERT_NE(rows, nullptr);
  EXPECT_EQ(rows->range, "95 % interval");
  EXPECT_LT(rows->usd_low.value(), rows->usd);
  EXPECT_GT(rows->usd_high.value(), rows->usd);
}

// The workspace takes 45 GB of billed size a month, 5 of them free: one per cent more rows cost 45 / 40 of a per cent of that line.
TEST(BillAssumptions, have_the_elasticity_of_their_line) {
  const FleetUsage usage = fleet_with_rows();
  PriceBook prices;
  prices.log_analytics_commitments.clear();
  prices.log_analytics_retention_gigabyte_month = 0;
  const std::vector<Assumption> all = bill_assumptions(usage, prices, {});
  const Assumption* ingest = find_assumption(all, "log_analytics_ingest_gigabyte");
  const Assumption* rows = find_assumption(all, "workspace_raw_bytes_per_day");
  ASSERT_NE(ingest, nullptr);
  ASSERT_NE(rows, nullptr);
  const double line = 40 * 2.30;
  EXPECT_NEAR(ingest->elasticity, line / ingest->usd, 1e-3);
  EXPECT_NEAR(rows->elasticity, line * 45 / 40 / rows->usd, 1e-3);
}

// The lines' prices are known within a factor of fifteen; so is what they add to the bill, whatever the interval of the volume.
TEST(BillAssumptions, hold_the_price_of_the_lines) {
  FleetUsage usage = fleet_with_rows();
  usage.mean.metered_line_usd_per_day = 40;
  usage.mean.metered_line_rounding_usd_per_day = 10;
  const std::vector<Assumption> all = bill_assumptions(usage, PriceBook{}, {});
  const Assumption* price = find_assumption(all, "metered_line_price");
  ASSERT_NE(price, nullptr);
  EXPECT_EQ(to_string(price->kind), "price");
  EXPECT_EQ(price->stated, 1);
  EXPECT_NEAR(price->usd_low.value(), price->usd - 0.6 * 50 * 30, 0.02);
  EXPECT_NEAR(price->usd_high.value(), price->usd + 5 * 50 * 30, 0.02);
}

// A message of the devices' own is one block of 4,096 B; a tenth more are two, for all of 100,000 devices.
TEST(BillAssumptions, hold_numbers_of_the_book_that_are_bytes) {
  PriceBook prices;
  prices.business_messages_device_day = 20;
  prices.business_message_bytes = Bytes(4'000);
  const std::vector<Assumption> all = bill_assumptions(fleet_with_rows(), prices, {});
  const Assumption* bytes = find_assumption(all, "business_message_bytes");
  ASSERT_NE(bytes, nullptr);
  EXPECT_EQ(bytes->stated, 4'000);
  EXPECT_EQ(bytes->usd_low, bytes->usd);
  EXPECT_GT(bytes->usd_high.value(), bytes->usd + 100);
}

/// 84,000 of 96,000 messages a day come within two minutes, so that the throttle is what is short: with its bucket of 90 s and a queue
/// of 60 s it needs 84,000 / (90 + 60 + 120) a second and a fifth more, four hubs of S1 with 100/s each.
FleetUsage fleet_with_rush() {
  StratumRuns runs;
  runs.name = "kiosk";
  runs.devices = 100'000;
  runs.sampled = 100;
  runs.step_seconds = 120;
  Usage usage;
  usage.devices = usage.agents = usage.connections = usage.modules = 100;
  usage.messages_per_day = usage.blocks_per_day = 96;
  runs.usage = {usage, usage};
  std::vector<double> bytes(720, 0.01);
  bytes[360] = 50;
  runs.hub_bytes = {bytes, bytes};
  return fleet_usage(std::vector<StratumRuns>{runs});
}

// A longer queue alone is cut by the longest wait, and the other way round: only both together hold more.
TEST(BillAssumptions, move_the_throttles_queue_and_wait_together_and_call_them_estimates) {
  PlanGoals goals;
  goals.delay.max_delay_seconds = 600;
  goals.hubs.reconnect_within_seconds = 86'400;
  const std::vector<Assumption> all = bill_assumptions(fleet_with_rush(), PriceBook{}, goals);
  const Assumption* queue = find_assumption(all, "throttle_queue_seconds");
  const Assumption* burst = find_assumption(all, "throttle_burst_seconds");
  ASSERT_NE(queue, nullptr);
  ASSERT_NE(burst, nullptr);
  EXPECT_EQ(to_string(queue->kind), "estimate");
  EXPECT_EQ(to_string(burst->kind), "estimate");
  EXPECT_EQ(queue->low, 10);
  EXPECT_EQ(queue->high, 300);
  EXPECT_EQ(burst->low, 60);
  EXPECT_EQ(burst->high, 120);
  EXPECT_LT(queue->usd_high.value(), queue->usd);
  EXPECT_GT(queue->usd_low.value(), queue->usd);
}

TEST(BillAssumptions, leave_out_what_moves_nothing) {
  const std::vector<Assumption> all = bill_assumptions(fleet_with_rows(), PriceBook{}, {});
  EXPECT_EQ(find_assumption(all, "b1_unit_month"), nullptr);  // a tier that no plan takes
  EXPECT_EQ(find_assumption(all, "siem_ingest_gigabyte"), nullptr);
  EXPECT_EQ(find_assumption(all, "billing_days"), nullptr);
  EXPECT_EQ(find_assumption(all, "devices"), nullptr);
}

// 1,200,000 blocks a day need four S1 units with a fifth free, and three without headroom.
TEST(BillAssumptions, choose_hubs_anew) {
  const std::vector<Assumption> all = bill_assumptions(fleet_with_rows(), PriceBook{}, {});
  const Assumption* headroom = find_assumption(all, "headroom");
  ASSERT_NE(headroom, nullptr);
  EXPECT_EQ(headroom->low, 0);
  EXPECT_NEAR(headroom->usd - headroom->usd_low.value(), 25, 1e-9);
}

}  // namespace
}  // namespace picket::sim
