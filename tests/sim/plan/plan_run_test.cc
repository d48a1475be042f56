// A plan from a sample against the whole fleet: 120 devices of three classes, simulated whole and as ten of each class.
#include "sim/plan/plan_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPlannedScenario = R"(
name: planned
title: A hundred and twenty devices
seed: 21
replications: 5
warm_up: 1 h
duration: 6 h
wire: sized
store: findings
reference_policy: g2_linux
policies:
  - {use: g2_linux}
  - {use: picket}
fleet:
  - {device_class: iot_gateway, count: 40, sites: 4, access: {lte: 1}}
  - {device_class: kiosk, count: 40, sites: 4, access: {ethernet: 1}}
  - {device_class: ev_charger, count: 40, sites: 4, access: {lte_m: 1}}
hubs:
  - {name: hub}
client: c_sdk
prices: us_2026_11
)";

PlanRequest small_request() {
  PlanRequest request;
  request.sample.devices_per_group = 10;
  request.sample.simulated = Duration::hours(6);
  return request;
}

PointRunSettings settings_of(const std::string& folder) {
  PointRunSettings settings;
  settings.out_directory = folder;
  settings.study_id = "planned";
  settings.title = "planned";
  settings.quiet = true;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  return settings;
}

/// When each run was written, by its folder.
std::map<std::string, fs::file_time_type> runs_below(const std::string& folder) {
  std::map<std::string, fs::file_time_type> out;
  for (const auto& entry : fs::directory_iterator(folder + "/planned/runs")) out[entry.path().filename().string()] = fs::last_write_time(entry.path() / "measures.json");
  return out;
}

TEST(RunPlan, extrapolates_what_a_run_of_the_whole_fleet_finds) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({}, kPlannedScenario);
  const PlanOutcome sample = run_plan(scenario, small_request(), settings_of(folder.path()));
  ASSERT_EQ(sample.exit_code, 0);
  const test::SmallStudy study = test::run_small({}, 1, kPlannedScenario);
  const PlanResult whole = plan_of_runs(scenario, small_request(), study.lanes);
  ASSERT_EQ(sample.result.policies.size(), 2U);
  ASSERT_EQ(whole.policies.size(), 2U);
  EXPECT_EQ(sample.result.devices, 120);
  EXPECT_EQ(whole.devices, 120);
  ASSERT_EQ(sample.result.strata.size(), 3U);
  EXPECT_EQ(sample.result.strata[0].sampled, 10);
  for (std::size_t p = 0; p < 2; ++p) {
    const PolicyPlan& a = sample.result.policies[p];
    const PolicyPlan& b = whole.policies[p];
    EXPECT_EQ(a.policy, b.policy);
    for (std::size_t q = 0; q < kUsageQuantities.size(); ++q) {
      const IntervalEstimate& extrapolated = a.usage.estimates[q].total.total;
      const IntervalEstimate& seen = b.usage.estimates[q].total.total;
      ASSERT_TRUE(extrapolated.interval && seen.interval);
      // Alerts are too few here for a normal interval.
      if (kUsageQuantities[q].value == &Usage::alerts_per_day || kUsageQuantities[q].value == &Usage::workspace_finding_bytes_per_day) continue;
      EXPECT_LE(std::abs(extrapolated.value - seen.value), extrapolated.interval->half_width() + seen.interval->half_width() + 1e-9)
          << a.policy << " " << kUsageQuantities[q].name;
    }
    EXPECT_GT(a.usage.mean.messages_per_day, 0);
    EXPECT_GT(a.usage.mean.connects_per_day, 0);
    ASSERT_TRUE(a.choice && b.choice);
    EXPECT_EQ(a.choice->usd_per_month, b.choice->usd_per_month);
  }
}

TEST(RunPlan, simulates_nothing_again_for_another_fleet_goal_or_price) {
  const TemporaryFolder folder;
  Scenario scenario = test::small_scenario({"replications=1", "duration=1 h"}, kPlannedScenario);
  PlanRequest request = small_request();
  request.sample.devices_per_group = 2;
  request.sample.simulated = Duration::hours(1);
  const PlanOutcome first = run_plan(scenario, request, settings_of(folder.path()));
  ASSERT_EQ(first.exit_code, 0);
  const auto before = runs_below(folder.path());
  EXPECT_EQ(before.size(), 6U);  // three strata under two policies
  request.devices = 1'200'000;
  request.hubs.headroom = 0.5;
  scenario.prices.s1_unit_month = 99;
  const PlanOutcome second = run_plan(scenario, request, settings_of(folder.path()));
  ASSERT_EQ(second.exit_code, 0);
  EXPECT_EQ(runs_below(folder.path()), before);
  EXPECT_EQ(second.result.devices, 1'200'000);
  EXPECT_NEAR(second.result.policies[0].usage.mean.messages_per_day, 10'000 * first.result.policies[0].usage.mean.messages_per_day, 1e-3);
  ASSERT_TRUE(second.result.policies[0].choice.has_value());
  EXPECT_GT(second.result.policies[0].choice->hubs, 1U);  // 2,400,000 identities, half of every limit free
}

// Twelve times the scenario's 120 devices, on one hub or on two: all of one lose their connection and come back.
TEST(RunPlan, simulates_the_return_of_a_hubs_whole_fleet) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({"replications=2", "duration=1 h"}, kPlannedScenario);
  PlanRequest request = small_request();
  request.sample.devices_per_group = 2;
  request.sample.simulated = Duration::hours(1);
  request.devices = 1'440;
  request.storm = StormSettings{};
  const PlanOutcome outcome = run_plan(scenario, request, settings_of(folder.path()));
  ASSERT_EQ(outcome.exit_code, 0);
  for (const PolicyPlan& plan : outcome.result.policies) {
    ASSERT_TRUE(plan.choice && plan.storm) << plan.policy;
    const double devices = 1'440.0 / plan.choice->hubs;
    EXPECT_EQ(plan.storm->devices, devices);
    EXPECT_EQ(plan.storm->replications, 2U);
    // But for devices that were off or without a line at that moment.
    EXPECT_GT(plan.storm->connections_lost.value, 0.97 * devices);
    EXPECT_LE(plan.storm->connections_lost.value, devices);
    EXPECT_GT(plan.storm->back_share.value, 0.99);
    EXPECT_NEAR(plan.storm->closed_form_seconds, devices / 100.0, 0.01 * devices / 100.0) << "100 connects a second on an S1";
    // Clients cannot be back faster than the throttle lets them, but for its burst; nor does back-off leave it idle for long.
    EXPECT_GT(plan.storm->longest_seconds.value, 0);
    EXPECT_LT(plan.storm->longest_seconds.value, 12 * 60);
    EXPECT_LE(plan.storm->median_seconds.value, plan.storm->seconds_95_percent.value);
    EXPECT_LE(plan.storm->seconds_95_percent.value, plan.storm->seconds_99_percent.value);
    EXPECT_LE(plan.storm->seconds_99_percent.value, plan.storm->longest_seconds.value);
  }
  const auto before = runs_below(folder.path());
  EXPECT_EQ(before.size(), 3U * 2U * 2U + 2U * 2U);
  const PlanOutcome again = run_plan(scenario, request, settings_of(folder.path()));
  EXPECT_EQ(runs_below(folder.path()), before) << "nothing is simulated again";
  EXPECT_EQ(again.result.policies[0].storm->longest_seconds.value, outcome.result.policies[0].storm->longest_seconds.value);
}

/// A run of every policy that was made by hand.
std::vector<LaneResult> made_runs_of_policies() {
  std::vector<LaneResult> runs(2);
  for (LaneResult& run : runs) {
    run.devices = run.usage.devices = run.usage.agents = run.usage.connections = run.usage.modules = 120;
    run.usage.messages_per_day = run.usage.blocks_per_day = 1'000;
    run.days = 1;
  }
  runs[0].policy = "g2_linux";
  runs[1].policy = "picket";
  return runs;
}

std::string warnings_of(const PlanResult& plan) {
  std::string out;
  for (const std::string& warning : plan.warnings) out += warning + "\n";
  return out;
}

TEST(PlanOfRuns, warns_of_hubs_that_may_have_refused_what_was_wanted) {
  Scenario scenario = test::small_scenario({}, kPlannedScenario);
  EXPECT_EQ(warnings_of(plan_of_runs(scenario, small_request(), made_runs_of_policies())).find("refused"), std::string::npos);
  scenario.hubs.at(0).units = 2;
  EXPECT_NE(warnings_of(plan_of_runs(scenario, small_request(), made_runs_of_policies())).find("Hub 'hub' of the runs has 2 units of S1: messages that it refused are missing"),
            std::string::npos);
}

TEST(PlanOfRuns, leaves_out_replications_that_not_every_policy_has) {
  const Scenario scenario = test::small_scenario({}, kPlannedScenario);
  std::vector<LaneResult> runs = made_runs_of_policies();
  runs.push_back(runs[1]);
  runs[2].replication = 1;
  const PlanResult plan = plan_of_runs(scenario, small_request(), runs);
  EXPECT_EQ(plan.replications, 1U);
  EXPECT_DOUBLE_EQ(plan.policies[0].usage.mean.messages_per_day, 1'000);
  EXPECT_NE(warnings_of(plan).find("Replications without a complete run of every policy are left out: 1."), std::string::npos);
  runs.erase(runs.begin());
  EXPECT_THROW(plan_of_runs(scenario, small_request(), runs), std::runtime_error);
}

}  // namespace
}  // namespace picket::sim
