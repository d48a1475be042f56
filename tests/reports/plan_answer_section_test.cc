#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanAnswerSection, says_hubs_bill_and_the_cost_of_security_of_every_policy) {
  const std::string html = plan_section(plan_sample_study(), append_plan_answers);
  EXPECT_THAT(html, AllOf(HasSubstr("<li>1000 devices: from $0.00 a month (agentless) to $60.00 (raw).</li>"),
                          HasSubstr("<li>raw: S1 x 2 units, $60.00 [$59.40, $60.60] a month, of which $35.00 [$34.65, $35.35] would not be there without security.</li>"),
                          HasSubstr("<li>agentless: no hub, $0.00"), HasSubstr("2 simulated days are &lt;few&gt;.")));
  EXPECT_LT(html.find("raw: S1"), html.find("To keep in mind"));
}

TEST(PlanAnswerSection, says_what_comes_nearest_where_nothing_fits) {
  PlanSampleOptions options;
  options.impossible = true;
  const PlanStudy plan = plan_sample_study(options);
  EXPECT_THAT(plan_section(plan, append_plan_answers),
              AllOf(HasSubstr("raw: no choice of hubs holds this fleet; S1 x 1 unit comes nearest and fails by daily quota: too little &lt;of it&gt;."), HasSubstr("to $55.00 (g2_linux)")));
  EXPECT_THAT(plan_section(plan, append_planned_policies), HasSubstr("raw</th><td>none fits</td><td class=\"number\">–</td>"));
}

TEST(PlanAnswerSection, says_which_hubs_the_upper_end_of_usage_needs) {
  PlanStudy plan = plan_sample_study();
  EXPECT_THAT(plan_section(plan, append_planned_policies), HasSubstr("<td>the same</td>"));
  plan.policies[0].at_upper_end = plan.policies[0].cheapest_of_tiers[0];
  plan.policies[1].impossible_at_upper_end = true;
  EXPECT_THAT(plan_section(plan, append_plan_answers), AllOf(HasSubstr("With usage at the upper end of its intervals: S2 x 1 unit."),
                                                            HasSubstr("With usage at the upper end of its intervals no choice of hubs holds this fleet.")));
}

TEST(PlanAnswerSection, sets_policies_side_by_side_with_error_load_and_goals) {
  const std::string html = plan_section(plan_sample_study(), append_planned_policies);
  EXPECT_THAT(html, AllOf(HasSubstr("at most 0.1 % refused, p99 of the delay at most 10 s, 20 % of every limit free"), HasSubstr("<td class=\"number\">± 1 %</td>"),
                          HasSubstr("$60.00<span class=\"ci\">[$59.40, $60.60]</span>"), HasSubstr("<th scope=\"col\" class=\"number\">delay p99</th>"),
                          HasSubstr("<td class=\"number\">none</td><td class=\"number\">90 s</td><td class=\"number\">2 min</td>")));
}

TEST(PlanAnswerSection, has_no_interval_where_replications_are_few) {
  PlanSampleOptions options;
  options.intervals = false;
  const PlanStudy plan = plan_sample_study(options);
  EXPECT_THAT(plan_section(plan, append_planned_policies), Not(HasSubstr("class=\"ci\"")));
  EXPECT_THAT(plan_section(plan, append_plan_answers), HasSubstr("raw: S1 x 2 units, $60.00 a month, of which $35.00 would"));
}

TEST(PlanHeader, names_fleet_sample_prices_and_commit) {
  EXPECT_THAT(plan_section(plan_sample_study(), append_plan_header),
              AllOf(HasSubstr("<h1>Kiosks &amp; hubs</h1>"), HasSubstr("fleet <b>1000 devices</b>"), HasSubstr("simulated <b>100 devices, 2 days</b>"),
                    HasSubstr("prices <b>us_2026_11 of 2026-11-23</b>"), HasSubstr("runs <b>10 replications</b>"), HasSubstr("commit <b>abc123</b>")));
}

}  // namespace
}  // namespace picket
