// The reader of plan.json: fields come through, what belongs together is checked, and faults are named with their place.

#include "reports/plan_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/reports/sample_plan.h"

namespace picket {
namespace {

std::string plan_file_fault(const nlohmann::ordered_json& json) {
  const auto read = read_plan(json.dump());
  return read.ok() ? "" : read.error().says;
}

TEST(PlanReader, reads_policies_steps_sizes_and_assumptions) {
  const auto read = read_plan(sample_plan().dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const PlanStudy& plan = read.value();
  EXPECT_EQ(plan.devices, 1'000);
  EXPECT_EQ(plan.goals.throttle_wait_seconds, 45);
  EXPECT_EQ(plan.goals.headroom, 0.2);
  ASSERT_EQ(plan.policies.size(), 3U);
  const PlannedPolicy& raw = plan.policies[0];
  ASSERT_TRUE(raw.choice && raw.bill && raw.load);
  EXPECT_EQ(raw.choice->says, "S1 x 2 units");
  EXPECT_EQ(raw.choice->tightest()->limit, "daily quota");
  EXPECT_EQ(raw.bill->usd.value, 60) << "two units at $25, and a cent for each of 1,000 devices";
  EXPECT_NEAR(raw.bill->usd.ci_high.value(), 60.6, 1e-9);
  EXPECT_EQ(raw.cheaper_choices[0].fails_by, "daily quota: too little <of it>");
  ASSERT_EQ(raw.steps.size(), 4U);
  EXPECT_EQ(raw.steps[0].to_devices, 600);
  EXPECT_EQ(raw.steps[0].ends_by.value(), "daily quota");
  EXPECT_FALSE(raw.steps[3].ends_by);
  EXPECT_EQ(raw.sizes[2].on_plan->refused_share, 0.25);
  EXPECT_FALSE(raw.sizes[2].plan_fits);
  EXPECT_FALSE(raw.assumptions[2].usd_at_low);
  EXPECT_EQ(raw.usage[0].variance_share[0], (std::pair<std::string, double>{"kiosk", 0.9}));
  EXPECT_TRUE(plan.policies[2].sizes[0].hubs.empty());
  EXPECT_EQ(plan.break_even[0].at[0].from_devices, 601);
}

TEST(PlanReader, a_policy_without_hubs_that_hold_the_fleet_has_no_bill) {
  PlanSampleOptions options;
  options.impossible = true;
  const auto read = read_plan(sample_plan(options).dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  EXPECT_TRUE(read.value().policies[0].is_impossible());
  EXPECT_TRUE(std::isnan(read.value().policies[0].sizes[0].usd_per_month));
  EXPECT_FALSE(read.value().policies[2].is_impossible()) << "a fleet that wants no hub is no fleet that none holds";
}

TEST(PlanReader, faults_are_named_with_their_place) {
  auto json = sample_plan();
  json["policies"][1]["bill"]["lines"][0].erase("basis");
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[1].bill.lines[0].basis: expected this field, which is missing");
  json = sample_plan();
  json["policies"][0]["choice"]["units"] = -1;
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].choice.units: expected a count");
  json = sample_plan();
  json["policies"][0]["usage"][0]["variance_share"] = {{"kiosk", "most"}};
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].usage[0].variance_share: expected an object of numbers");
  json = sample_plan();
  json["policies"] = nlohmann::ordered_json::array();
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies: expected at least one policy");
  json = sample_plan();
  json["devices"] = nullptr;
  EXPECT_EQ(plan_file_fault(json), "plan.json.devices: expected a number above 0");
}

TEST(PlanReader, what_contradicts_itself_is_refused) {
  auto json = sample_plan();
  json["policies"][0]["bill"] = nullptr;
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].bill: expected an object, since there is a plan");
  json = sample_plan();
  json["policies"][0]["choice"] = nullptr;
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].bill: expected null, since no choice of hubs holds the fleet");
  json = sample_plan();
  json["policies"][0]["load"] = nullptr;
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].load: expected an object, since there is a choice of hubs");
  json = sample_plan();
  json["policies"][0]["breaking_points"][2]["from_devices"] = 5;
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies[0].breaking_points[2]: expected to begin behind the one before, and to end no earlier than it begins");
  json = sample_plan();
  for (std::size_t i = 0; i < kMostPlannedPolicies; ++i) json["policies"].push_back(json["policies"][2]);
  EXPECT_EQ(plan_file_fault(json), "plan.json.policies: 203 are more than a page can show (200)");
}

TEST(PlanReader, a_foreign_or_damaged_file_is_refused) {
  auto json = sample_plan();
  json["schema_version"] = 2;
  EXPECT_EQ(plan_file_fault(json), "plan.json: schema_version 2 is not known; this program reads version 1");
  json["schema"] = "picket.sweep";
  EXPECT_EQ(plan_file_fault(json), "plan.json: schema \"picket.sweep\" is not known; this program reads \"picket.plan\"");
  EXPECT_EQ(read_plan("{}").error().says, "plan.json.schema: expected this field, which is missing");
  EXPECT_EQ(read_plan("[]").error().says, "plan.json: expected an object");
  const std::string whole = sample_plan().dump();
  EXPECT_EQ(read_plan(std::string_view(whole).substr(0, whole.size() / 2)).error().says, "plan.json: this is not a complete JSON document");
}

}  // namespace
}  // namespace picket
