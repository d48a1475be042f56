#include "sim/plan/backtest_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

TEST(BacktestJson, has_every_line_and_meter) {
  const auto json = backtest_json(test::made_backtest(test::october(31)));
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

TEST(BacktestJson, tells_of_parts_of_months) {
  const auto json = backtest_json(test::made_backtest(test::october(10)));
  ASSERT_EQ(json.at("parts_of_months").size(), 1U);
  EXPECT_EQ(json.at("parts_of_months").at(0).at("month"), "2026-10");
  EXPECT_EQ(json.at("parts_of_months").at(0).at("days"), 10);
  EXPECT_EQ(json.at("parts_of_months").at(0).at("of_days"), 31);
  EXPECT_EQ(json.at("warnings").size(), 1U);
}

}  // namespace
}  // namespace picket::sim
