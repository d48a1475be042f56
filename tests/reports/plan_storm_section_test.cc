#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/plan_section_sample.h"

namespace picket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PlanStormSection, shows_times_with_intervals_beside_the_closed_form) {
  PlanStudy plan = plan_sample_study();
  PlannedStorm storm;
  storm.devices = 50'000;
  storm.outage_seconds = 120;
  storm.reconnect_seconds_closed_form = 420;
  storm.connections_lost.value = 50'000;
  storm.back_share.value = 0.99;
  storm.reconnect_seconds_median.value = 210;
  storm.reconnect_seconds_median.ci_low = 200;
  storm.reconnect_seconds_median.ci_high = 220;
  storm.reconnect_seconds_longest.value = 900;
  plan.policies[0].storm = storm;
  const std::string html = plan_section(plan, append_planned_storm);
  EXPECT_THAT(html, AllOf(HasSubstr("is down for 2 min in the fleet"), HasSubstr("7 min"), HasSubstr("50\u202f000"), HasSubstr("closed form")));
  EXPECT_THAT(html, AllOf(HasSubstr("3.5 min<span class=\"ci\">[3.33, 3.67]</span>"), HasSubstr("15 min")));
}

TEST(PlanStormSection, is_left_out_where_nothing_was_simulated) { EXPECT_EQ(plan_section(plan_sample_study(), append_planned_storm), ""); }

}  // namespace
}  // namespace picket
