#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

PlanStudy outbreak_study() {
  PlanStudy plan = plan_sample_study();
  plan.outbreak = PlannedOutbreak{"10 % are <infected>", {"kiosk & more"}};
  PlannedOutbreakCost cost;
  cost.infected = 100;
  cost.usd.value = 12;
  cost.extra.resize(2);
  cost.extra[0].name = cost.extra[0].unit = "messages";
  cost.extra[0].extra.value = 2'500;
  cost.extra[1].name = "alerts";
  cost.lines.resize(1);
  cost.lines[0].name = "analyst_time";
  cost.lines[0].unit = "USD";
  cost.lines[0].extra.value = 12;
  cost.plan_holds = false;
  cost.says = "too <little>";
  cost.plan_uses = {{"daily quota", "blocks/day", 900, 400, 2.25, 0.8}};
  cost.busiest_day_refused = 0.5;
  plan.policies[0].outbreak = cost;
  return plan;
}

TEST(PlanOutbreakSection, says_what_it_adds_and_whether_hubs_hold) {
  const std::string html = plan_section(outbreak_study(), append_planned_outbreak);
  EXPECT_THAT(html, AllOf(HasSubstr("10 % are &lt;infected&gt;."), HasSubstr("do not hold"), HasSubstr("too &lt;little&gt;"), HasSubstr(">messages</th>"), HasSubstr(">analyst time</th>"),
                          HasSubstr("kiosk &amp; more has no device that the attack hits.")));
  EXPECT_THAT(html, AllOf(HasSubstr("225 %"), Not(HasSubstr(">alerts</th>")))) << "what is not added has no row";
}

TEST(PlanOutbreakSection, is_not_there_where_nobody_asked) { EXPECT_EQ(plan_section(plan_sample_study(), append_planned_outbreak), ""); }

}  // namespace
}  // namespace picket
