#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanBillSection, lists_what_is_charged_with_price_and_sum) {
  const std::string html = plan_section(plan_sample_study(), append_planned_bill);
  EXPECT_THAT(html, AllOf(HasSubstr("data-plot=\"plan_bill\""), HasSubstr("<td>iot hub units</td><td class=\"number\">$50.00<span class=\"ci\">[$49.50, $50.50]</span></td>"),
                          HasSubstr("<td class=\"number\">25 GB</td><td class=\"number\">$2.00</td><td>at 2.00 USD &lt;each&gt;</td><td>published</td>"),
                          HasSubstr("<th scope=\"row\">sum</th><td class=\"number\">$60.00"), HasSubstr("The bill of each replication")));
  EXPECT_THAT(html, Not(HasSubstr("analyst time"))) << "nothing is charged there";
}

TEST(PlanBillSection, has_nothing_of_a_policy_without_hubs_that_hold_the_fleet) {
  PlanSampleOptions options;
  options.impossible = true;
  const std::string html = plan_section(plan_sample_study(options), append_planned_bill);
  EXPECT_THAT(html, Not(HasSubstr("raw")));
  EXPECT_THAT(html, HasSubstr("g2_linux"));
}

}  // namespace
}  // namespace picket
