#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PlanSizesSection, has_steps_with_the_limit_that_breaks_and_marks_the_planned_fleet) {
  const std::string html = plan_section(plan_sample_study(), append_planned_sizes);
  EXPECT_THAT(html, AllOf(HasSubstr("data-plot=\"plan_fleet_cost\""), HasSubstr("raw: S1 x 2 units up to 1200 devices, then its daily quota breaks."), HasSubstr("Breaking points (6)"),
                          HasSubstr("<td class=\"number\">601</td><td class=\"number\">1200</td><td>S1 x 2 units</td><td class=\"number\">$50.00</td><td class=\"number\">$56.01</td>"
                                    "<td class=\"number\">$62.00</td><td>daily quota</td><td>planned fleet</td>"),
                          HasSubstr("<td>goes on</td>")));
}

TEST(PlanSizesSection, says_where_no_hubs_are_wanted_and_where_none_fit) {
  PlanSampleOptions options;
  options.impossible = true;
  const std::string html = plan_section(plan_sample_study(options), append_planned_sizes);
  EXPECT_THAT(html, AllOf(HasSubstr("<td class=\"number\">500</td><td>none fits</td><td class=\"number\">–</td>"), HasSubstr("<td class=\"number\">500</td><td>no hub</td><td class=\"number\">$0.00</td>")));
}

TEST(PlanSizesSection, steps_beyond_the_most_rows_are_said_to_be_in_the_file) {
  PlanSampleOptions options;
  options.steps = 500;
  EXPECT_THAT(plan_section(plan_sample_study(options), append_planned_sizes), HasSubstr("The first 400 of 502 rows; plan.json has all."));
}

TEST(PlanLoadSection, says_what_the_plans_hubs_refuse_of_a_larger_fleet) {
  const std::string html = plan_section(plan_sample_study(), append_planned_load);
  EXPECT_THAT(html, AllOf(HasSubstr("data-plot=\"plan_load\""), HasSubstr("99 % wait no longer"),
                          HasSubstr("<td class=\"number\">2000</td><td class=\"number\">25 %</td><td class=\"number\">25 %</td><td class=\"number\">none</td><td class=\"number\">60 s</td>"
                                    "<td class=\"number\">90 s</td><td class=\"worse\"><b>beyond: daily quota</b></td>"),
                          HasSubstr("<td>keeps to the goals</td>")));
  PlanStudy plan = plan_sample_study();
  plan.policies = {plan.policies[2]};
  EXPECT_EQ(plan_section(plan, append_planned_load), "") << "without hubs there is nothing to load";
}

TEST(PlanBreakEvenSection, says_from_which_size_on_which_policy_is_cheaper) {
  const std::string html = plan_section(plan_sample_study(), append_planned_break_even);
  EXPECT_THAT(html, AllOf(HasSubstr("data-plot=\"plan_break_even\""), HasSubstr("<td>from 601 devices on g2_linux is cheaper</td><td>g2_linux</td><td class=\"number\">2400</td>")));
  PlanStudy plan = plan_sample_study();
  plan.break_even[0].cheaper.clear();
  EXPECT_THAT(plan_section(plan, append_planned_break_even), HasSubstr("<td>neither</td>"));
  plan.break_even.clear();
  EXPECT_EQ(plan_section(plan, append_planned_break_even), "");
}

}  // namespace
}  // namespace picket
