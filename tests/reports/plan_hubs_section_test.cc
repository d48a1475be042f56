#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

PlannedHubs made_hubs(const char* sku, std::uint32_t hubs, double usd, double share) {
  PlannedHubs out;
  out.says = std::to_string(hubs) + " " + sku;
  out.sku = sku;
  out.hubs = hubs;
  out.usd_per_month = usd;
  out.uses = {{"daily quota", "blocks/day", share, 1, share, 0.8}};
  return out;
}

TEST(PlanHubsSection, says_what_was_chosen_and_why_cheaper_choices_fail) {
  const std::string html = plan_section(plan_sample_study(), append_planned_hubs);
  EXPECT_THAT(html, AllOf(HasSubstr("<td>S1 x 1 unit</td><td class=\"number\">$20.00</td><td class=\"worse\"><b>fails</b></td><td>daily quota: too little &lt;of it&gt;</td>"),
                          HasSubstr("<td>S1 x 2 units</td><td class=\"number\">$50.00</td><td class=\"better\"><b>chosen</b></td><td>daily quota used to 10 %</td>"),
                          HasSubstr("<td>S2 x 1 unit</td><td class=\"number\">$250.00</td><td><b>fits, dearer</b></td>"), HasSubstr("F1: for trials; B1, B2, B3: no twins."),
                          HasSubstr("All cheaper choices (4)")));
  EXPECT_LT(html.find("chosen"), html.find("fits, dearer")) << "by price";
}

TEST(PlanHubsSection, shows_how_much_of_each_limit_is_used) {
  EXPECT_THAT(plan_section(plan_sample_study(), append_planned_hubs),
              AllOf(HasSubstr("<td>daily quota</td><td class=\"number\">80\u202f000 blocks/day</td><td class=\"number\">800\u202f000 blocks/day</td><td class=\"number\">10 %</td>"
                              "<td class=\"number\">80 %</td><td>the first to break</td>"),
                    HasSubstr("<td>reconnect</td><td class=\"number\">90 s</td><td class=\"number\">30 min</td><td class=\"number\">5 %</td><td class=\"number\">100 %</td><td></td>")));
}

TEST(PlanHubsSection, of_each_tier_shows_the_nearest_and_all_in_one_hub) {
  PlannedPolicy policy;
  policy.cheaper_choices = {made_hubs("S2", 1, 900, 3), made_hubs("S2", 2, 800, 1.1), made_hubs("S2", 3, 700, 1.2), made_hubs("S1", 1, 500, 0.9), made_hubs("S1", 2, 400, 2)};
  std::vector<std::string> shown;
  for (const PlannedHubs* one : shown_cheaper_choices(policy)) shown.push_back(one->says);
  EXPECT_THAT(shown, ElementsAre("1 S1", "2 S2", "1 S2")) << "by price; the one of S1 in one hub is the nearest too";
}

TEST(PlanHubsSection, a_fleet_that_wants_no_hub_has_none) {
  PlanStudy plan = plan_sample_study();
  plan.policies = {plan.policies[2]};
  EXPECT_EQ(plan_section(plan, append_planned_hubs), "");
}

}  // namespace
}  // namespace picket
