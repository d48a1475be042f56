// plan.json of an outbreak, and that the page's reader agrees on its fields.
#include "sim/plan/outbreak_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/plan_page.h"
#include "reports/plan_reader.h"
#include "sim/plan/plan_json.h"
#include "tests/sim/plan/made_outbreak.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OutbreakJsonOfCost, holds_every_answer) {
  const PlanResult result = test::made_outbreak_result();
  const auto json = nlohmann::json::parse(plan_json(result));
  EXPECT_EQ(json.at("outbreak").at("attack"), "a02_exploit_worm");
  EXPECT_EQ(json.at("outbreak").at("sampled_share"), 0.2);
  const auto& cost = json.at("policies").at(0).at("outbreak");
  EXPECT_EQ(cost.at("infected"), 1'000);
  EXPECT_FALSE(cost.at("plan_holds").get<bool>());
  EXPECT_EQ(cost.at("needed").at("units"), 3);
  double lines = 0;
  for (const auto& line : cost.at("lines")) lines += line.at("value").get<double>();
  EXPECT_NEAR(lines, cost.at("usd").at("value").get<double>(), 0.05);
  EXPECT_EQ(cost.at("extra").size(), result.policies[0].outbreak.value().extra.size());
  const auto none = nlohmann::json::parse(plan_json(test::made_result()));
  EXPECT_TRUE(none.at("outbreak").is_null());
  EXPECT_TRUE(none.at("policies").at(0).at("outbreak").is_null());
}

TEST(OutbreakJsonOfCost, is_what_the_page_reads) {
  const PlanResult result = test::made_outbreak_result();
  const auto read = read_plan(plan_json(result));
  ASSERT_TRUE(read.ok()) << read.error().says;
  const PlannedOutbreakCost& cost = read.value().policies.at(0).outbreak.value();
  const OutbreakCost& written = result.policies[0].outbreak.value();
  EXPECT_DOUBLE_EQ(cost.usd.value, written.usd.value);
  EXPECT_EQ(cost.extra.size(), written.extra.size());
  EXPECT_EQ(cost.lines.size(), written.lines.size());
  EXPECT_EQ(cost.plan_uses.size(), kHubLimitKinds);
  EXPECT_THAT(render_plan_page(plan_json(result)).value(), AllOf(HasSubstr("<section id=\"outbreak\">"), HasSubstr("do not hold")));
  EXPECT_THAT(render_plan_page(plan_json(test::made_result())).value(), Not(HasSubstr("<section id=\"outbreak\">")));
}

}  // namespace
}  // namespace picket::sim
