// What the page's script gets of a plan: lines over fleet sizes that jump where hubs break, and nothing that could end the script.

#include "reports/plan_script.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

TEST(PlanScript, the_bill_over_fleet_sizes_has_both_ends_of_each_step_and_the_sizes_between) {
  const std::vector<FleetCostPoint> points = fleet_bill_points(plan_sample_study().policies[0]);
  // Steps of 600 devices, 4 of them, and sizes of 500, 1,000 and 2,000; $25 for each step and a cent for each device.
  ASSERT_EQ(points.size(), 11U);
  for (std::size_t i = 1; i < points.size(); ++i) EXPECT_LT(points[i - 1].devices, points[i].devices);
  EXPECT_EQ(points[1].devices, 500);
  EXPECT_DOUBLE_EQ(points[1].usd, 25 + 5);
  EXPECT_DOUBLE_EQ(points[2].usd, 25 + 6);
  EXPECT_DOUBLE_EQ(points[3].usd, 50 + 6.01);
}

TEST(PlanScript, hubs_alone_are_flat_between_breaking_points) {
  const std::vector<FleetCostPoint> points = fleet_hub_points(plan_sample_study().policies[0]);
  ASSERT_EQ(points.size(), 8U);
  EXPECT_EQ(points[2].usd, points[3].usd);
  EXPECT_EQ(points[3].usd + 25, points[4].usd);
  EXPECT_EQ(fleet_hub_points(plan_sample_study().policies[2]).size(), 0U);
}

TEST(PlanScript, sizes_without_a_bill_are_left_out) {
  PlanSampleOptions options;
  options.impossible = true;
  EXPECT_TRUE(fleet_bill_points(plan_sample_study(options).policies[0]).empty());
  EXPECT_EQ(fleet_bill_points(plan_sample_study(options).policies[2]).size(), 3U);
}

TEST(PlanScript, of_very_many_steps_it_draws_some_and_the_last) {
  PlanSampleOptions options;
  options.steps = 9'000;
  const std::vector<FleetCostPoint> points = fleet_hub_points(plan_sample_study(options).policies[0]);
  EXPECT_LE(points.size(), 2 * (kMostDrawnSteps + 1));
  EXPECT_GE(points.size(), kMostDrawnSteps);
  EXPECT_EQ(points.back().devices, 9'000 * 600);
}

TEST(PlanScript, holds_what_plots_ask_for_and_cannot_end_the_script) {
  PlanSampleOptions options;
  options.policy_name = "</script><!--";
  const std::string text = plan_script_json(plan_sample_study(options));
  EXPECT_EQ(text.find('<'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["devices"], 1'000);
  EXPECT_EQ(json["goals"]["delay"], 10);
  const auto& first = json["policies"][0];
  EXPECT_EQ(first["policy"], "</script><!--");
  EXPECT_EQ(first["lines"].size(), 2U) << "what is not charged is no bar";
  EXPECT_EQ(first["lines"][0]["security_usd"], 25);
  EXPECT_EQ(first["steps"][0]["ends_by"], "daily quota");
  EXPECT_EQ(first["loads"][2]["refused"], 0.25);
  EXPECT_TRUE(first["assumptions"][2]["usd_low"].is_null());
  EXPECT_EQ(json["pairs"][0]["at"][0]["devices"], 601);
  EXPECT_EQ(json["fixed_hub"].size(), 0U) << "the page's script looks for it";
}

TEST(PlanScript, numbers_that_are_none_become_null) {
  PlanStudy plan = plan_sample_study();
  plan.policies[0].bill->usd.value = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(nlohmann::json::parse(plan_script_json(plan))["policies"][0]["usd"][0].is_null());
}

}  // namespace
}  // namespace picket
