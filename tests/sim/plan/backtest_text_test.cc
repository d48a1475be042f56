// What is written of a comparison: for people as a golden, for programs by reading it back.

#include "sim/plan/backtest_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/plan/backtest_json.h"
#include "sim/plan/plan_csv.h"
#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Backtest made_backtest(const std::string& text) {
  Diagnostics diagnostics;
  return backtest(test::costs_of(text, diagnostics), "costs.csv", {test::plan_of_twenty_gigabytes()}, PriceBook{});
}

TEST(BacktestText, shows_predicted_against_invoiced_by_line) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/plan/backtest.txt";
  const std::string actual = backtest_text(made_backtest(test::october(31)), {});
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

TEST(BacktestText, warns_of_parts_of_months) {
  EXPECT_THAT(backtest_text(made_backtest(test::october(10)), {}), AllOf(HasSubstr("10 days, 0.323 months"), HasSubstr("warning: The invoice has not all days of its months")));
}

TEST(BacktestText, sums_up_what_it_does_not_list) {
  std::string text = test::kCostHeader;
  for (int meter = 1; meter <= 13; ++meter) text += test::cost_row(1, "Storage,,m" + std::to_string(meter) + ",GB", "1", std::to_string(meter));
  const std::string said = backtest_text(made_backtest(text), {});
  EXPECT_THAT(said, AllOf(HasSubstr("3 more meters"), HasSubstr("$6.00"), HasSubstr("not Picket's $91.00"), HasSubstr("not invoiced"), Not(HasSubstr(" m3 "))));
}

TEST(BacktestText, shows_no_controls_of_the_file) {
  const std::string said = backtest_text(made_backtest(test::kCostHeader + test::cost_row(1, "Sto\x1b[31mrage,,m,GB", "1", "1")), {});
  EXPECT_THAT(said, AllOf(HasSubstr("\\x1b[31m"), Not(HasSubstr("\x1b"))));
}

TEST(BacktestJsonOfPlan, has_every_line_and_meter) {
  const auto json = backtest_json(made_backtest(test::october(31)));
  EXPECT_EQ(json.at("first_day"), "2026-10-01");
  EXPECT_EQ(json.at("rows"), 96);
  const auto& policy = json.at("policies").at(0);
  double predicted = 0;
  double invoiced = 0;
  for (const auto& line : policy.at("lines")) {
    if (line.at("verdict") == "not on Azure's invoice") {
      EXPECT_TRUE(line.at("invoiced_usd").is_null());
      continue;
    }
    predicted += line.at("predicted_usd").get<double>();
    if (!line.at("invoiced_usd").is_null()) invoiced += line.at("invoiced_usd").get<double>();
  }
  EXPECT_NEAR(predicted, policy.at("total").at("predicted_usd").get<double>(), 1e-9);
  EXPECT_NEAR(invoiced, json.at("invoiced_on_lines_usd").get<double>(), 1e-9);
  double meters = 0;
  for (const auto& line : json.at("meters_on_lines")) {
    for (const auto& meter : line.at("meters")) meters += meter.at("usd").get<double>();
  }
  for (const auto& meter : json.at("meters_not_pickets")) meters += meter.at("usd").get<double>();
  EXPECT_NEAR(meters, json.at("invoiced_usd").get<double>(), 1e-9);
}

TEST(BacktestCsvOfPlan, has_predicted_invoiced_and_difference_as_rows) {
  PlanResult result;
  result.devices = 100;
  result.backtest = made_backtest(test::october(31));
  const std::string csv = plan_csv(result);
  EXPECT_THAT(csv, AllOf(HasSubstr("\ng2_linux,backtest_predicted,iot_hub_units,100,50,50,50,USD/month,\n"), HasSubstr("\ng2_linux,backtest_invoiced,iot_hub_units,100,49.6"),
                         HasSubstr("\ng2_linux,backtest_difference,total,100,"), HasSubstr("\n,backtest_not_pickets,\"Virtual Machines, D2 v3\",,12,,,USD,")));
}

}  // namespace
}  // namespace picket::sim
