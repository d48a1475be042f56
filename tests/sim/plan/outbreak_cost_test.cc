// What an outbreak adds, by hand: of 10,000 devices a tenth is infected, so 1,000 times what one device adds.
#include "sim/plan/outbreak_cost.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/plan/made_outbreak.h"

namespace picket::sim {
namespace {

using test::made_infected_week;
using test::made_outbreak_cost;

const IntervalEstimate& added_of(const OutbreakCost& cost, std::string_view name) {
  for (const OutbreakQuantity& one : cost.extra) {
    if (one.name == name) return one.extra;
  }
  throw std::runtime_error("no quantity " + std::string(name));
}

const LimitUse& outbreak_quota(const OutbreakCost& cost) { return cost.on_plan.value().uses[0]; }

TEST(OutbreakCostOfRuns, is_one_devices_extra_use_times_the_infected_ones) {
  PriceBook prices;
  prices.analyst_hour = 60;  // 5 USD for the 5 minutes of an alert
  prices.analyst_minutes_per_alert = 5;
  const OutbreakCost got = made_outbreak_cost(made_infected_week({21, 2}), 0.1, prices);
  EXPECT_DOUBLE_EQ(got.infected, 1'000);
  EXPECT_NEAR(added_of(got, "messages").value, 21'000, 1e-6);
  EXPECT_NEAR(added_of(got, "blocks").value, 21'000, 1e-6);
  EXPECT_NEAR(added_of(got, "hub_bytes").value, 2'100'000, 1e-3);
  EXPECT_NEAR(added_of(got, "alerts").value, 2'000, 1e-6);
  EXPECT_NEAR(added_of(got, "analyst_minutes").value, 10'000, 1e-6);
  EXPECT_NEAR(got.usd.value, 10'000, 0.02);
  for (const OutbreakLine& line : got.lines) EXPECT_NEAR(line.usd.value, line.line == "analyst_time" ? 10'000 : 0, 0.02) << line.line;
  EXPECT_TRUE(got.holds());
  EXPECT_TRUE(got.untouched.empty());
}

// Differences of 0.9, 0.95, 1, 1.05 and 1.1 have a standard deviation of sqrt(0.025 / 4); Student's t with 4 degrees is 2.7764451.
TEST(OutbreakCostOfRuns, has_its_interval_from_paired_differences) {
  const OutbreakCost got = made_outbreak_cost(made_infected_week({21, 2}, {0.9, 0.95, 1, 1.05, 1.1}), 0.1);
  const IntervalEstimate& messages = added_of(got, "messages");
  EXPECT_NEAR(messages.value, 21'000, 1e-6);
  EXPECT_NEAR(messages.interval.value().half_width(), 21'000 * 2.7764451 * std::sqrt(0.025 / 4 / 5), 0.1);
  EXPECT_EQ(messages.n, 5U);
}

TEST(OutbreakCostOfRuns, is_nothing_without_infected_devices) {
  const OutbreakCost got = made_outbreak_cost(made_infected_week({1'400, 2}, {0.9, 0.95, 1, 1.05, 1.1}), 0);
  EXPECT_EQ(got.infected, 0);
  for (const OutbreakQuantity& one : got.extra) {
    EXPECT_EQ(one.extra.value, 0) << one.name;
    EXPECT_EQ(one.extra.interval.value().high, 0) << one.name;
    EXPECT_EQ(one.extra.interval.value().low, 0) << one.name;
  }
  for (const OutbreakLine& line : got.lines) EXPECT_EQ(line.usd.value, 0) << line.line;
  EXPECT_EQ(got.usd.value, 0);
  EXPECT_TRUE(got.holds());
  EXPECT_NEAR(outbreak_quota(got).used, 120'000, 1e-6) << "12 messages of 10,000 devices";
}

TEST(OutbreakCostOfRuns, twice_the_share_adds_twice_as_much) {
  PriceBook prices;
  prices.analyst_hour = 60;
  const OutbreakRuns runs = made_infected_week({21, 2}, {0.9, 0.95, 1, 1.05, 1.1});
  for (const double share : {0.001, 0.05, 0.3}) {
    const OutbreakCost once = made_outbreak_cost(runs, share, prices);
    const OutbreakCost twice = made_outbreak_cost(runs, 2 * share, prices);
    for (std::size_t i = 0; i < once.extra.size(); ++i) {
      EXPECT_DOUBLE_EQ(twice.extra[i].extra.value, 2 * once.extra[i].extra.value) << once.extra[i].name;
      EXPECT_NEAR(twice.extra[i].extra.interval.value().half_width(), 2 * once.extra[i].extra.interval.value().half_width(), 1e-6 * twice.extra[i].extra.value + 1e-9);
    }
    EXPECT_NEAR(twice.usd.value, 2 * once.usd.value, 0.05);
  }
}

// 1,000 devices add 1,400 messages in two days each: on the second day all of them are infected, 700,000 and 120,000 of ordinary life. One
// unit of S1 takes 400,000 and three with a fifth free 960,000.
TEST(OutbreakCostOfRuns, judges_the_plans_hubs_in_its_busiest_day) {
  const OutbreakCost got = made_outbreak_cost(made_infected_week({1'400, 0}), 0.1);
  ASSERT_EQ(outbreak_quota(got).kind, HubLimitKind::kQuota);
  EXPECT_EQ(got.on_plan.value().units, 1U);
  EXPECT_NEAR(outbreak_quota(got).used, 820'000, 1'000);
  EXPECT_FALSE(got.holds());
  EXPECT_NEAR(got.busiest_day_refused, 420.0 / 820, 0.001);
  EXPECT_GT(got.load.refused_by_quota, 0);
  EXPECT_EQ(got.needed.value().sku, Sku::kS1);
  EXPECT_EQ(got.needed.value().units, 3U);
}

TEST(OutbreakCostOfRuns, may_save_something) {
  const OutbreakCost got = made_outbreak_cost(made_infected_week({-10, 0}), 0.1);
  EXPECT_NEAR(added_of(got, "messages").value, -10'000, 1e-6);
}

TEST(OutbreakCostOfRuns, names_strata_where_nothing_was_hit) {
  OutbreakRuns runs = made_infected_week({21, 2});
  runs.runs.infected.assign(5, 0);
  const OutbreakCost got = made_outbreak_cost(runs, 0.1);
  EXPECT_EQ(got.untouched, std::vector<std::string>{"camera"});
  EXPECT_EQ(got.infected, 0);
  EXPECT_EQ(added_of(got, "messages").value, 0);
}

TEST(OutbreakCostOfRuns, counts_the_devices_that_can_be_hit_alone) {
  OutbreakRuns runs = made_infected_week({21, 0});
  runs.attackable = 0.5;
  EXPECT_DOUBLE_EQ(made_outbreak_cost(runs, 0.1).infected, 500);
  EXPECT_NEAR(added_of(made_outbreak_cost(runs, 0.1), "messages").value, 10'500, 1e-6);
}

}  // namespace
}  // namespace picket::sim
