#include "sim/plan/plan_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/plan/made_invoice.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PlanCsv, has_one_number_a_row) {
  const std::string csv = plan_csv(test::made_result());
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "policy,part,name,devices,value,ci_low,ci_high,unit,says");
  EXPECT_THAT(csv, AllOf(HasSubstr("\nraw,bill,total,50300,"), HasSubstr("\ng2_linux,choice,S1 x 2 units,50300,50,"), HasSubstr("\ng2_linux,breaking_point,"),
                         HasSubstr(",assumption,log_analytics_ingest_gigabyte,"), HasSubstr("\nagentless,usage,devices,50300,50300,50300,50300,devices,"), HasSubstr("\nraw,choice,delay_seconds_p99,50300,"),
                         HasSubstr(",B/day,")));
}

TEST(PlanCsv, has_predicted_invoiced_and_difference_as_rows) {
  PlanResult result;
  result.devices = 100;
  result.backtest = test::made_backtest(test::october(31));
  const std::string csv = plan_csv(result);
  EXPECT_THAT(csv, AllOf(HasSubstr("\ng2_linux,backtest_predicted,iot_hub_units,100,50,50,50,USD/month,\n"), HasSubstr("\ng2_linux,backtest_invoiced,iot_hub_units,100,49.6"),
                         HasSubstr("\ng2_linux,backtest_difference,total,100,"), HasSubstr("\n,backtest_not_pickets,\"Virtual Machines, D2 v3\",,12,,,USD,")));
}

}  // namespace
}  // namespace picket::sim
