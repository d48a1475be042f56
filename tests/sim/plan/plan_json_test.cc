#include "sim/plan/plan_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/plan/made_invoice.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

TEST(PlanJson, holds_every_answer) {
  const PlanResult result = test::made_result();
  const auto json = nlohmann::json::parse(plan_json(result));
  EXPECT_EQ(json.at("schema"), "picket.plan");
  EXPECT_EQ(json.at("devices"), 50'300);
  EXPECT_EQ(json.at("strata").size(), 2U);
  ASSERT_EQ(json.at("policies").size(), 3U);
  const auto& raw = json.at("policies").at(0);
  EXPECT_EQ(raw.at("policy"), "raw");
  EXPECT_TRUE(raw.at("choice").at("fits").get<bool>());
  for (const auto& cheaper : raw.at("cheaper_choices")) {
    EXPECT_FALSE(cheaper.at("fits").get<bool>());
    EXPECT_FALSE(cheaper.at("fails_by").get<std::string>().empty());
  }
  double lines = 0;
  for (const auto& line : raw.at("bill").at("lines")) lines += line.at("value").get<double>();
  EXPECT_NEAR(lines, raw.at("bill").at("usd_per_month").at("value").get<double>(), 0.005);
  EXPECT_NEAR(json.at("stated_error").get<double>(), stated_error(result).value(), 1e-12);
  EXPECT_TRUE(json.at("policies").at(2).at("choice").is_null());
  EXPECT_EQ(json.at("break_even").size(), 3U);
  EXPECT_EQ(json.at("break_even").at(0).at("says"), "g2_linux is cheaper at every size up to 503\u202f000");
  EXPECT_EQ(raw.at("choice").at("says"), "S2 x 1 unit");
  EXPECT_EQ(json.at("excluded_tiers").at(0).at("tiers"), "F1");
  const auto& step = raw.at("breaking_points").back();
  EXPECT_EQ(step.at("bill_usd_at_to"), raw.at("fleet_sizes").back().at("usd_per_month")) << "both are of ten times the planned fleet";
}

TEST(PlanJson, has_a_backtest_only_where_one_was_asked_for) {
  PlanResult result = test::made_result();
  EXPECT_TRUE(nlohmann::json::parse(plan_json(result)).at("backtest").is_null());
  result.backtest = test::made_backtest(test::october(31));
  EXPECT_EQ(nlohmann::json::parse(plan_json(result)).at("backtest").at("rows"), 96);
}

}  // namespace
}  // namespace picket::sim
