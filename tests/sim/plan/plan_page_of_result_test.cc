// The page reads what the plan writes: the writer of plan.json and the reader of the reports agree on every field.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/plan_page.h"
#include "reports/plan_reader.h"
#include "sim/plan/plan_json.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PlanPageOfResult, holds_the_numbers_of_the_result) {
  const PlanResult result = test::made_result();
  const auto read = read_plan(plan_json(result));
  ASSERT_TRUE(read.ok()) << read.error().says;
  const PlanStudy& plan = read.value();
  ASSERT_EQ(plan.policies.size(), result.policies.size());
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    const PolicyPlan& written = result.policies[i];
    EXPECT_EQ(plan.policies[i].policy, written.policy);
    EXPECT_EQ(plan.policies[i].is_impossible(), written.is_impossible());
    EXPECT_DOUBLE_EQ(plan.policies[i].bill.value().usd.value, written.bill.usd.value);
    EXPECT_EQ(plan.policies[i].steps.size(), written.steps.size());
    EXPECT_EQ(plan.policies[i].sizes.size(), written.sizes.size());
    EXPECT_EQ(plan.policies[i].assumptions.size(), written.assumptions.size());
    EXPECT_EQ(plan.policies[i].cheaper_choices.size(), written.cheaper.size());
    if (written.choice) {
      EXPECT_EQ(plan.policies[i].choice.value().tightest()->limit, to_string(written.choice->tightest().kind));
    }
  }
}

TEST(PlanPageOfResult, says_hubs_bill_and_why_cheaper_ones_fail) {
  const auto page = render_plan_page(plan_json(test::made_result()));
  ASSERT_TRUE(page.ok()) << page.error().says;
  EXPECT_THAT(page.value(), AllOf(HasSubstr("raw: S2 x 1 unit, $2\u202f583 [$2\u202f560, $2\u202f606] a month"), HasSubstr("agentless: no hub, $0.00"),
                                  HasSubstr("<td>S1 x 9 units</td><td class=\"number\">$225.00</td><td class=\"worse\"><b>fails</b></td><td>daily quota: 4\u202f127\u202f373 of "
                                            "3\u202f600\u202f000 blocks/day, 115 %</td>"),
                                  HasSubstr("g2_linux is cheaper at every size up to 503\u202f000")));
}

TEST(PlanPageOfResult, is_there_where_no_hubs_hold_the_fleet) {
  PlanResult result = test::made_result();
  result.policies = {test::made_plan("raw", 10, 0, 1, {}, 60e6)};
  result.break_evens.clear();
  const auto page = render_plan_page(plan_json(result));
  ASSERT_TRUE(page.ok()) << page.error().says;
  EXPECT_THAT(page.value(), HasSubstr("raw: no choice of hubs holds this fleet; "));
}

}  // namespace
}  // namespace picket::sim
