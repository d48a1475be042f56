#include "sim/plan/plan_bill.h"

#include <gtest/gtest.h>

#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

/// A fleet of which each replication found another number of blocks a device.
FleetUsage fleet_with_blocks(double devices, const std::vector<double>& blocks_per_device) {
  StratumRuns runs;
  runs.name = "kiosk";
  runs.devices = devices;
  runs.sampled = 10;
  for (const double blocks : blocks_per_device) {
    Usage usage;
    usage.devices = 10;
    usage.agents = usage.connections = usage.modules = 10;
    usage.messages_per_day = blocks * 10;
    usage.blocks_per_day = blocks * 10;
    usage.workspace_raw_bytes_per_day = blocks * 10 * 10'000;
    runs.usage.push_back(usage);
  }
  return fleet_usage(std::vector<StratumRuns>{runs});
}

std::optional<HubChoice> chosen(const FleetUsage& usage, const PriceBook& prices) {
  return cheapest_choice(hub_need(usage.mean, usage.shape, prices, {}), unit_prices(prices), {});
}

TEST(PlanBillOfUsage, is_the_bill_of_the_mean_with_the_replications_interval) {
  const PriceBook prices;
  const FleetUsage usage = fleet_with_blocks(10'000, {20, 21, 22, 23, 24});
  const std::optional<HubChoice> choice = chosen(usage, prices);
  ASSERT_TRUE(choice.has_value());
  const PlanBill got = plan_bill(usage, choice, prices, {});
  EXPECT_DOUBLE_EQ(got.usd.value, sum_of(bill(usage.mean, choice->sizes(), prices)));
  ASSERT_EQ(got.per_replication.size(), 5U);
  ASSERT_TRUE(got.usd.interval);
  EXPECT_NEAR(got.usd.interval->half_width(), mean_interval(got.per_replication).interval.value().half_width(), 1e-9);
  double lines = 0;
  for (const PlanBillLine& line : got.lines) {
    lines += line.usd.value;
    EXPECT_DOUBLE_EQ(line.security_usd, line.usd.value) << "without business of the devices' own all is security";
  }
  EXPECT_NEAR(lines, got.usd.value, 1e-9);
  EXPECT_DOUBLE_EQ(got.security_usd.value, got.usd.value);
}

// 10,000 devices with 30 messages of their own a day are 300,000: with a fifth free they have one S1 unit. With security's 210,000
// it is two, of which one is the marginal cost.
TEST(PlanBillOfUsage, charges_security_with_the_step_to_the_next_unit) {
  PriceBook prices;
  prices.business_messages_device_day = 30;
  const FleetUsage usage = fleet_with_blocks(10'000, {21, 21, 21, 21, 21});
  const std::optional<HubChoice> choice = chosen(usage, prices);
  ASSERT_TRUE(choice.has_value());
  EXPECT_EQ(choice->units, 2U);
  const PlanBill got = plan_bill(usage, choice, prices, {});
  ASSERT_EQ(got.hubs_without_security.size(), 1U);
  EXPECT_EQ(got.hubs_without_security[0].units, 1U);
  EXPECT_EQ(got.lines[0].amount.line, "iot_hub_units");
  EXPECT_EQ(got.lines[0].usd.value, 50);
  EXPECT_EQ(got.lines[0].security_usd, 25);
}

// Whole strata were simulated, so that the plan's bill is that of the run itself: SIMs with the fees of their lines, data beyond what
// those include, and the energy of radios.
TEST(PlanBillOfUsage, is_the_bill_of_the_run_where_all_devices_were_simulated) {
  PriceBook prices;
  prices.cellular_sim_month = 0.4;
  prices.energy_kilowatt_hour = 0.2;
  StratumRuns runs;
  runs.name = "meter";
  runs.devices = runs.sampled = 500;
  Usage usage;
  usage.devices = usage.agents = usage.connections = usage.modules = usage.metered_line_devices = 500;
  usage.messages_per_day = usage.blocks_per_day = 5'000;
  usage.connects_per_day = 100;
  usage.metered_line_bytes_per_day = 5e6;
  usage.metered_line_usd_per_day = 0.1;
  usage.metered_line_fees_usd_per_month = 500;
  usage.metered_line_included_bytes_per_day = 3e6;
  usage.mains_energy_joules_per_day = 3.6e6;
  runs.usage = {usage, usage};
  const FleetUsage whole = fleet_usage(std::vector<StratumRuns>{runs});
  const std::optional<HubChoice> choice = chosen(whole, prices);
  ASSERT_TRUE(choice.has_value());
  const PlanBill got = plan_bill(whole, choice, prices, {});
  const std::vector<BillLineAmount> want = bill(usage, choice.value().sizes(), prices);
  ASSERT_EQ(got.lines.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    EXPECT_DOUBLE_EQ(got.lines[i].usd.value, want[i].per_month.to_dollars()) << want[i].line;
    EXPECT_EQ(got.lines[i].amount.basis, want[i].basis) << want[i].line;
    if (want[i].line == "cellular_sim") {
      EXPECT_DOUBLE_EQ(got.lines[i].usd.value, 500 * 0.4 + 500);
    }
    if (want[i].line == "energy") {
      EXPECT_DOUBLE_EQ(got.lines[i].usd.value, 30 * 0.2);
    }
  }
}

// Two strata by themselves and together: the bill is a straight line here, so variances add up, and so do degrees of freedom: two
// strata that scatter alike have eight, where replications as a whole have four.
TEST(PlanBillOfUsage, adds_the_variances_of_strata) {
  PriceBook prices;
  prices.log_analytics_free_gigabytes_month = 0;
  std::vector<StratumRuns> strata(2);
  for (std::size_t h = 0; h < 2; ++h) {
    strata[h].name = h == 0 ? "a" : "b";
    strata[h].devices = 10'000;
    strata[h].sampled = 10;
    for (const double up : {1.0, 2.0, 3.0, 4.0, 5.0}) {
      Usage usage;
      usage.devices = 10;
      usage.metered_line_usd_per_day = h == 0 ? up : 6 - up;  // the replications' sums are all 6
      strata[h].usage.push_back(usage);
    }
  }
  const PlanBill got = plan_bill(fleet_usage(strata), std::nullopt, prices, {});
  ASSERT_TRUE(got.usd.interval);
  EXPECT_NEAR(got.usd.value, 6 * 1'000 * 30, 1e-6);
  // Of each stratum 2.5 / 5 in squares of 30,000 USD; Student's 0.975 quantile for eight degrees of freedom is 2.3060.
  EXPECT_NEAR(got.usd.interval->half_width(), 2.3060 * 30'000, 3);
}

TEST(PlanBillOfUsage, has_no_interval_below_five_replications) {
  const PriceBook prices;
  const FleetUsage usage = fleet_with_blocks(100, {20, 21});
  EXPECT_FALSE(plan_bill(usage, chosen(usage, prices), prices, {}).usd.interval);
}

TEST(CheapestBill, is_nothing_where_no_choice_fits) {
  Usage usage;
  usage.devices = usage.agents = usage.connections = usage.modules = 60e6;
  usage.messages_per_day = usage.blocks_per_day = usage.blocks_busiest_day = 60e6;
  EXPECT_FALSE(cheapest_bill(usage, {}, PriceBook{}, {}).has_value());
  usage.agents = usage.connections = usage.modules = 0;
  EXPECT_TRUE(cheapest_bill(usage, {}, PriceBook{}, {}).has_value()) << "without agents no hub is wanted";
}

}  // namespace
}  // namespace picket::sim
