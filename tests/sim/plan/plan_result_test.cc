#include "sim/plan/plan_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

PolicyPlan bill_of(double usd, double low, double high) {
  PolicyPlan out;
  out.choice = HubChoice{Sku::kS1, 1, 1, 25, {}};
  out.bill.usd = {usd, Interval{low, high}, 10};
  return out;
}

TEST(PlanResult, states_the_longer_side_of_the_interval_as_error) {
  EXPECT_DOUBLE_EQ(stated_error(bill_of(200, 190, 204)).value(), 0.05);
  PlanResult result;
  EXPECT_FALSE(stated_error(result).has_value());
  result.policies = {bill_of(200, 198, 202), bill_of(100, 99, 108)};
  EXPECT_DOUBLE_EQ(stated_error(result).value(), 0.08);
}

TEST(PlanResult, states_no_error_without_an_interval_or_a_bill) {
  PolicyPlan plan = bill_of(200, 190, 204);
  plan.bill.usd.interval.reset();
  EXPECT_FALSE(stated_error(plan).has_value());
  EXPECT_FALSE(stated_error(bill_of(0, 0, 0)).has_value());
}

TEST(PlanResult, names_choices_in_the_singular_and_the_plural) {
  EXPECT_EQ(choice_text(HubChoice{Sku::kS1, 1, 1, 25, {}}), "S1 x 1 unit");
  EXPECT_EQ(choice_text(HubChoice{Sku::kS2, 3, 2, 1'500, {}}), "2 hubs of S2 x 3 units");
}

TEST(PlanResult, says_of_stored_runs_that_they_were_simulated_before) {
  PlanResult result = test::made_result();
  EXPECT_THAT(plan_methods(result).front(), HasSubstr("Simulated: 200 devices in 2 strata, 2 days after 1 day of warm-up, 5 replications"));
  result.of_run = "out/r1";
  result.simulated_days = 1;
  EXPECT_THAT(plan_methods(result), Not(Contains(HasSubstr("restarts"))));
  result.drawn_for_restarts = 10'000;
  EXPECT_THAT(plan_methods(result), Contains(HasSubstr("restarts, as 10\u202f000 devices a replication have them")));
  EXPECT_THAT(plan_methods(result).front(), HasSubstr("the whole fleet of 200 devices for 1 day, 5 replications, with what was in the scenario (out/r1)"));
}

TEST(PlanResult, says_how_cells_are_sampled_where_sites_share_any) {
  const auto tells_of_cells = [](const PlanResult& result) {
    const auto methods = plan_methods(result);
    return std::ranges::any_of(methods, [](const std::string& sentence) { return sentence.starts_with("Cells that sites share"); });
  };
  PlanResult result = test::made_result();
  EXPECT_FALSE(tells_of_cells(result));
  result.shares_cells = true;
  EXPECT_TRUE(tells_of_cells(result));
  result.of_run = "out/r1";
  EXPECT_FALSE(tells_of_cells(result)) << "the whole fleet was simulated";
}

}  // namespace
}  // namespace picket::sim
