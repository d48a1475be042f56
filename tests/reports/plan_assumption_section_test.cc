#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanAssumptionSection, says_what_each_number_does_to_the_bill) {
  const std::string html = plan_section(plan_sample_study(), append_planned_assumptions);
  EXPECT_THAT(html, AllOf(HasSubstr("data-plot=\"plan_tornado\""), HasSubstr("metered line price<span class=\"detail\">What it &lt;is&gt;.</span>"),
                          HasSubstr("<td class=\"number\">0.4 to 6</td><td>+- 10 %</td><td class=\"number\">$36.00</td><td class=\"number\">$120.00</td><td class=\"number\">$84.00</td>"
                                    "<td class=\"number\">0.50 %</td>")));
}

TEST(PlanAssumptionSection, says_where_no_hubs_fit_at_an_end) {
  EXPECT_THAT(plan_section(plan_sample_study(), append_planned_assumptions),
              HasSubstr("<td class=\"number\">none fits</td><td class=\"number\">$60.00</td><td class=\"number\">–</td>"));
}

TEST(PlanAssumptionSection, the_bill_as_it_is_counts_where_both_ends_are_dearer) {
  PlanStudy plan = plan_sample_study();
  plan.policies[0].assumptions = {plan.policies[0].assumptions[0]};
  plan.policies[0].assumptions[0].usd_at_low = 70;
  plan.policies[0].assumptions[0].usd_at_high = 65;
  plan.policies.resize(1);
  EXPECT_THAT(plan_section(plan, append_planned_assumptions), HasSubstr("<td class=\"number\">$70.00</td><td class=\"number\">$65.00</td><td class=\"number\">$10.00</td>"));
}

TEST(PlanEstimateSection, names_depths_of_the_throttle_and_prices_that_nobody_publishes) {
  const std::string html = plan_section(plan_sample_study(), append_planned_estimates);
  EXPECT_THAT(html, AllOf(HasSubstr("Our own estimates"), HasSubstr("throttle wait</th><td class=\"number\">45 s</td>"),
                          HasSubstr("cellular data</th><td>estimated</td><td class=\"number\">$2.00</td><td>GB</td><td>a &lt;price list&gt;</td>")));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("iot hub units")), Not(HasSubstr("analyst time")))) << "published, and not used";
  EXPECT_EQ(html.find("cellular data"), html.rfind("cellular data")) << "once for all policies";
}

}  // namespace
}  // namespace picket
