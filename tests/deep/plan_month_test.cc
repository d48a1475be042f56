// A plan from a sample and a week against the whole fleet and the whole month. It takes minutes, so only ./check --deep asks for it.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/plan/plan_run.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr const char* kMonthScenario = R"(
name: month
title: Three hundred devices for thirty days
seed: 33
replications: 5
warm_up: 12 h
duration: 30 d
wire: sized
store: findings
reference_policy: g2_linux
policies:
  - {use: g2_linux}
  - {use: picket}
fleet:
  - {device_class: iot_gateway, count: 100, sites: 50, access: {ethernet: 1, lte: 1}}
  - {device_class: kiosk, count: 100, sites: 50, access: {ethernet: 1}}
  - {device_class: ev_charger, count: 100, sites: 50, access: {lte_m: 1}}
hubs:
  - {name: hub}
client: c_sdk
prices: us_2026_11
)";

// Both are estimates of the same expected month, from independent draws: they differ by no more than both half widths together.
// The whole fleet's interval holds that its lines are drawn anew in each replication, the plan's does not.
TEST(PlanOfAWeek, agrees_with_the_whole_fleet_for_the_whole_month) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({}, kMonthScenario);
  PlanRequest request;
  request.sample.devices_per_group = 25;
  PointRunSettings settings;
  settings.out_directory = folder.path();
  settings.study_id = "month";
  settings.title = "month";
  settings.quiet = true;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  const PlanOutcome sample = run_plan(scenario, request, settings);
  ASSERT_EQ(sample.exit_code, 0);
  ASSERT_EQ(sample.result.strata.size(), 4U) << "gateways by both kinds of line";
  ASSERT_EQ(sample.result.simulated_days, 7);
  const PlanResult whole = plan_of_runs(scenario, request, test::run_small({}, 2, kMonthScenario).lanes);
  ASSERT_EQ(whole.simulated_days, 30);
  ASSERT_EQ(sample.result.policies.size(), 2U);
  ASSERT_EQ(whole.policies.size(), 2U);
  const auto agree = [](const IntervalEstimate& a, const IntervalEstimate& b) {
    return a.interval && b.interval && std::abs(a.value - b.value) <= a.interval->half_width() + b.interval->half_width() + 1e-9 * std::abs(b.value);
  };
  for (std::size_t p = 0; p < 2; ++p) {
    const PolicyPlan& planned = sample.result.policies[p];
    const PolicyPlan& seen = whole.policies[p];
    for (const UsageQuantity& quantity : kUsageQuantities) {
      // Alerts of ordinary life are too few here for a normal interval.
      if (quantity.value == &Usage::alerts_per_day || quantity.value == &Usage::workspace_finding_bytes_per_day) continue;
      const auto q = static_cast<std::size_t>(&quantity - &kUsageQuantities[0]);
      const IntervalEstimate& a = planned.usage.estimates[q].total.total;
      const IntervalEstimate& b = seen.usage.estimates[q].total.total;
      EXPECT_TRUE(agree(a, b)) << planned.policy << " " << quantity.name << ": planned " << a.value << ", the month " << b.value;
    }
    EXPECT_TRUE(agree(planned.bill.usd, seen.bill.usd)) << planned.policy << ": planned " << planned.bill.usd.value << " USD, the month " << seen.bill.usd.value;
    ASSERT_TRUE(planned.choice && seen.choice);
    EXPECT_EQ(planned.choice->usd_per_month, seen.choice->usd_per_month);
  }
}

}  // namespace
}  // namespace picket::sim
