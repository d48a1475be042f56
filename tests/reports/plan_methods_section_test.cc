#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanSampleSection, says_what_was_simulated_and_what_it_stands_for) {
  const std::string html = plan_section(plan_sample_study(), append_planned_sample);
  EXPECT_THAT(html, AllOf(HasSubstr("Simulated: 2 days after 1 day of warm-up, in 10 replications. Extrapolated to 1000 devices and 30 days."),
                          HasSubstr("medical &amp; more</th><td class=\"number\">100</td><td class=\"number\">10</td><td class=\"number\">10</td>"),
                          HasSubstr("<td>messages per day</td><td class=\"number\">24\u202f000 /day<span class=\"ci\">"), HasSubstr("<td>kiosk, 90 %</td>")));
  EXPECT_THAT(html, Not(HasSubstr("nothing was simulated for the plan")));
}

TEST(PlanSampleSection, names_the_runs_that_a_plan_was_made_of) {
  PlanStudy plan = plan_sample_study();
  plan.of_run = "out/<first>";
  EXPECT_THAT(plan_section(plan, append_planned_sample), HasSubstr("The runs of out/&lt;first&gt; were taken; nothing was simulated for the plan."));
}

TEST(PlanMethodsSection, names_design_seeds_versions_and_the_command) {
  const std::string html = plan_section(plan_sample_study(), append_plan_methods);
  EXPECT_THAT(html, AllOf(HasSubstr("We planned hubs and bill for 1000 devices of the scenario first_light with Picket 0.1.0 (commit abc123) under the policies raw, g2_linux and agentless, "
                                    "at the prices of us_2026_11 (2026-11-23). Simulated: 100 devices. Not in it: &lt;faults&gt;."),
                          HasSubstr("10 independent replications, seed 7."), HasSubstr("<pre class=\"command\">./picket plan made.yaml --seed 7</pre>"), HasSubstr("Threats to validity"),
                          HasSubstr("Fewer than seven simulated days"), HasSubstr("<dt>plan</dt><dd><code>made_plan-s7-0123</code></dd>")));
  EXPECT_THAT(html, Not(HasSubstr("With so few replications")));
}

TEST(PlanMethodsSection, a_week_of_many_replications_has_fewer_threats) {
  PlanStudy plan = plan_sample_study();
  plan.simulated_days = 7;
  EXPECT_THAT(plan_section(plan, append_plan_methods), Not(HasSubstr("Fewer than seven simulated days")));
  plan.replications = 4;
  EXPECT_THAT(plan_section(plan, append_plan_methods), HasSubstr("With so few replications nothing here separates a difference from chance."));
}

}  // namespace
}  // namespace picket
