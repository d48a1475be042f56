#include "sim/apps/plan_costs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/rule_content.h"
#include "tests/sim/apps/program.h"
#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class PlanCostsFiles : public test::Program {
 protected:
  CommonOptions common_;
};

TEST_F(PlanCostsFiles, without_files_there_is_nothing_to_compare) {
  PlanCosts costs({}, common_);
  EXPECT_TRUE(costs.problems().ok());
  EXPECT_TRUE(costs.fits(PriceBook{}));
  EXPECT_FALSE(costs.compared({}, PriceBook{}).has_value());
}

// Spreadsheets write a byte order mark in front; one in front of either part hides no column.
TEST_F(PlanCostsFiles, parts_of_an_export_are_read_as_one) {
  write("a.csv", "\xEF\xBB\xBF" + test::october(10));
  write("b.csv", "\xEF\xBB\xBF" + std::string(test::kCostHeader) + test::cost_row(11, "IoT Hub,IoT Hub,S1 Unit,1/Month", "0.0625", "1.6"));
  PlanCosts costs({file("a.csv"), file("b.csv")}, common_);
  ASSERT_TRUE(costs.problems().ok());
  ASSERT_TRUE(costs.fits(PriceBook{}));
  const Backtest compared = costs.compared({test::plan_of_twenty_gigabytes()}, PriceBook{}).value();
  EXPECT_EQ(compared.files, "a.csv, b.csv");
  EXPECT_EQ(compared.rows, 34U);
  EXPECT_EQ(compared.last_day, "2026-10-11");
}

TEST_F(PlanCostsFiles, faults_of_all_files_are_said_at_once) {
  write("a.csv", "\xEF\xBB\xBF" "Date\n1\n");
  write("b.csv", "");
  const PlanCosts costs({file("a.csv"), file("b.csv")}, common_);
  EXPECT_FALSE(costs.problems().ok());
  EXPECT_THAT(costs.problems().text(), testing::AllOf(HasSubstr("a.csv"), HasSubstr("b.csv: error: the file is empty"), HasSubstr("; nothing was run.")));
}

TEST_F(PlanCostsFiles, another_currency_does_not_fit) {
  write("a.csv", test::october(2));
  PlanCosts costs({file("a.csv")}, common_);
  ASSERT_TRUE(costs.problems().ok());
  PriceBook prices;
  prices.currency = "EUR";
  testing::internal::CaptureStderr();
  EXPECT_FALSE(costs.fits(prices));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("the charges are in USD, and the price book is in EUR"));
}

TEST_F(PlanCostsFiles, a_file_that_is_not_there_is_wrong_input) { EXPECT_THROW(PlanCosts({file("none.csv")}, common_), WrongInput); }

}  // namespace
}  // namespace picket::sim
