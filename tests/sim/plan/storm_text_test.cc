#include "sim/plan/storm_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/plan/plan_csv.h"
#include "sim/plan/plan_json.h"
#include "sim/plan/plan_text.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

PlanResult made_storm_result() {
  PlanResult result = test::made_result();
  StormOutcome storm;
  storm.devices = 50'300;
  storm.replications = 5;
  storm.simulated_seconds = 2'700;
  storm.outage_seconds = 120;
  storm.closed_form_seconds = 419;
  storm.connections_lost = {50'300, Interval{50'300, 50'300}, 5};
  storm.back_share = {1, Interval{1, 1}, 5};
  storm.median_seconds = {210, Interval{209, 211}, 5};
  storm.seconds_95_percent = {470, {}, 5};
  storm.seconds_99_percent = {501, {}, 5};
  storm.longest_seconds = {540, {}, 5};
  storm.connects_busiest_second = {612, {}, 5};
  storm.connects_throttled = {1.4, {}, 5};
  result.policies[0].storm = storm;
  return result;
}

TEST(StormText, sets_the_simulated_return_beside_the_closed_form) {
  const std::string text = storm_text(made_storm_result(), {});
  EXPECT_THAT(text, AllOf(HasSubstr("a hub is down for 2 min in the busiest hour"), HasSubstr("3.5 min"), HasSubstr("7.83 min"), HasSubstr("9 min"), HasSubstr("6.98 min"),
                          HasSubstr("612"), HasSubstr("1.4"), HasSubstr("none")));
  EXPECT_THAT(text, Not(HasSubstr("agentless"))) << "it has no hub";
}

TEST(StormText, is_part_of_everything_that_a_plan_says) {
  const PlanResult result = made_storm_result();
  EXPECT_THAT(plan_text(result, "", {}), AllOf(HasSubstr("storm: a hub is down"), HasSubstr("Simulated whole: one of the chosen hubs with all of its devices for 45 min"),
                                               HasSubstr("Not in the choice of hubs: refusals that clients answer with more load")));
  EXPECT_THAT(plan_csv(result), AllOf(HasSubstr("raw,storm,reconnect_seconds_median,50300,210,209,211,s,"), HasSubstr("raw,storm,reconnect_seconds_closed_form,50300,419,")));
  EXPECT_THAT(plan_json(result), AllOf(HasSubstr("\"reconnect_seconds_95_percent\""), HasSubstr("\"is_over\": true"), HasSubstr("\"storm\": null")));
}

TEST(StormText, is_silent_without_a_storm) {
  const PlanResult result = test::made_result();
  EXPECT_EQ(storm_text(result, {}), "");
  EXPECT_EQ(storm_method(result), "");
  EXPECT_THAT(plan_text(result, "", {}), AllOf(Not(HasSubstr("storm")), HasSubstr("Not in it: refusals that clients answer with more load")));
  EXPECT_THAT(plan_csv(result), Not(HasSubstr(",storm,")));
}

}  // namespace
}  // namespace picket::sim
