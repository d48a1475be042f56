// Predicted against invoiced, with figures worked out by hand.

#include "sim/plan/backtest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Backtest tested(const std::string& text, const PolicyPlan& plan = test::plan_of_twenty_gigabytes(), const PriceBook& prices = {}) {
  Diagnostics diagnostics;
  const CostExport costs = test::costs_of(text, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  return backtest(costs, "costs.csv", {plan}, prices);
}

const BacktestLine& line_of(const Backtest& test, const std::string& name) {
  for (const BacktestLine& line : test.policies.at(0).lines) {
    if (line.line == name) return line;
  }
  return test.policies.at(0).total;
}

// Two units of S1 are 50 USD. Of 20 GB 5 are free: 15 * 2.30 = 34.50; the five replications have 32.20, 33.35, 34.50, 35.65, 36.80,
// whose standard deviation is 1.8183, so the half width is 2.7764 * 1.8183 / sqrt(5) = 2.2578. Kept from day 31 to 90 are 59 days of
// 20 / 30 GB, at 0.10: 3.9333. October has 31 days of 1.6, 1.2 and 0.125: 49.60 of units and 3.875 of retention are a month, and 37.20 of
// ingestion are 36.00 in 30 days.
TEST(BacktestOfPlan, compares_each_line_for_a_month_of_the_plan) {
  const Backtest got = tested(test::october(31));
  EXPECT_EQ(got.first_day, "2026-10-01");
  EXPECT_EQ(got.last_day, "2026-10-31");
  EXPECT_EQ(got.days, 31);
  EXPECT_DOUBLE_EQ(got.months, 1);
  EXPECT_TRUE(got.parts.empty());

  const BacktestLine& units = line_of(got, "iot_hub_units");
  EXPECT_DOUBLE_EQ(units.predicted.value, 50);
  EXPECT_NEAR(units.invoiced.value(), 49.6, 1e-9);
  EXPECT_NEAR(units.invoiced_month, 49.6, 1e-9);
  EXPECT_NEAR(units.difference(), -0.4, 1e-9);
  EXPECT_EQ(units.verdict, BacktestVerdict::kBelow);

  const BacktestLine& ingestion = line_of(got, "log_analytics_ingestion");
  EXPECT_NEAR(ingestion.predicted.value, 34.5, 1e-6);
  EXPECT_NEAR(ingestion.predicted.interval.value().half_width(), 2.2578, 1e-4);
  EXPECT_NEAR(ingestion.invoiced.value(), 37.2, 1e-9);
  EXPECT_NEAR(ingestion.invoiced_month, 36, 1e-9);
  EXPECT_EQ(ingestion.verdict, BacktestVerdict::kInside);

  const BacktestLine& retention = line_of(got, "log_analytics_retention");
  EXPECT_NEAR(retention.predicted.value, 59.0 * 20 / 30 * 0.1, 1e-6);
  EXPECT_NEAR(retention.invoiced_month, 3.875, 1e-9);
  EXPECT_EQ(retention.verdict, BacktestVerdict::kInside);

  const BacktestLine& cellular = line_of(got, "cellular_data");
  EXPECT_NEAR(cellular.predicted.value, 30, 1e-6);
  EXPECT_FALSE(cellular.invoiced.has_value());
  EXPECT_EQ(cellular.verdict, BacktestVerdict::kElsewhere);

  const BacktestLine& total = got.policies.at(0).total;
  EXPECT_NEAR(total.predicted.value, 50 + 34.5 + 3.93333, 1e-4);
  EXPECT_NEAR(total.predicted.interval.value().half_width(), 2.776445 * 0.790569 * (2.3 + 59.0 / 30 * 0.1) / 2.236068, 1e-4);
  EXPECT_NEAR(total.invoiced_month, 49.6 + 36 + 3.875, 1e-9);
  EXPECT_EQ(total.verdict, BacktestVerdict::kInside);
}

// Every row is somewhere: 49.60 + 37.20 + 3.875 on lines, a machine at 12.50 less a refund of 0.50, and 1.00 of provisioning.
TEST(BacktestOfPlan, loses_no_charge) {
  const Backtest got = tested(test::october(31));
  EXPECT_NEAR(got.on_lines_usd, 90.675, 1e-9);
  EXPECT_NEAR(got.others_usd, 13, 1e-9);
  ASSERT_EQ(got.others.size(), 2U);
  EXPECT_EQ(got.others[0].meter.meter, "D2 v3");
  EXPECT_NEAR(got.others[0].usd, 12, 1e-12);
  EXPECT_EQ(got.others[1].says, "device provisioning is not in the bill");
  double lines = 0;
  for (const BacktestLine& line : got.policies.at(0).lines) lines += line.invoiced.value_or(0);
  EXPECT_NEAR(lines, got.on_lines_usd, 1e-9);
  EXPECT_NEAR(got.policies.at(0).total.invoiced.value(), got.on_lines_usd, 1e-9);
}

// The same charges a day for 10 days: by the month 16.00 / (10 / 31), by use 12.00 * 30 / 10.
TEST(BacktestOfPlan, tells_a_part_of_a_month_and_brings_it_to_a_whole_one) {
  const Backtest got = tested(test::october(10));
  EXPECT_DOUBLE_EQ(got.months, 10.0 / 31);
  EXPECT_NEAR(line_of(got, "iot_hub_units").invoiced.value(), 16, 1e-9);
  EXPECT_NEAR(line_of(got, "iot_hub_units").invoiced_month, 49.6, 1e-9);
  EXPECT_NEAR(line_of(got, "log_analytics_ingestion").invoiced_month, 36, 1e-9);
  ASSERT_EQ(got.parts.size(), 1U);
  EXPECT_EQ(got.parts[0].month, "2026-10");
  EXPECT_EQ(got.parts[0].of_days, 31);
  EXPECT_THAT(backtest_warnings(got), ElementsAre(AllOf(HasSubstr("10 of 31 days of 2026-10"), HasSubstr("divided by the 0.323 months"), HasSubstr("from 10 days to 30"))));
  EXPECT_TRUE(backtest_warnings(tested(test::october(31))).empty());
}

// 28 days of February 2026 and one of March are a month and 1 / 31.
TEST(BacktestOfPlan, counts_each_day_as_a_part_of_its_own_month) {
  std::string text = "Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n2026-03-01,IoT Hub,S1 Unit,1,1,USD\n";
  for (int day = 1; day <= 28; ++day) text += "2/" + std::to_string(day) + "/2026,IoT Hub,S1 Unit,1,1,USD\n";
  const Backtest got = tested(text);
  EXPECT_DOUBLE_EQ(got.months, 1 + 1.0 / 31);
  EXPECT_NEAR(line_of(got, "iot_hub_units").invoiced_month, 29 / (1 + 1.0 / 31), 1e-9);
  ASSERT_EQ(got.parts.size(), 1U);
  EXPECT_EQ(got.parts[0].month, "2026-03");
}

TEST(BacktestOfPlan, says_what_is_on_one_side_alone) {
  const Backtest got = tested("Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n2026-10-01,Sentinel,Pay-as-you-go Analysis,1,3,USD\n");
  EXPECT_EQ(line_of(got, "iot_hub_units").verdict, BacktestVerdict::kNotInvoiced);
  EXPECT_FALSE(line_of(got, "iot_hub_units").invoiced.has_value());
  EXPECT_EQ(line_of(got, "siem_ingestion").verdict, BacktestVerdict::kNotPredicted);
  EXPECT_NEAR(line_of(got, "siem_ingestion").invoiced_month, 90, 1e-9);
}

// A cent more than the upper end is above it, and what rounds to it is inside.
TEST(BacktestOfPlan, allows_for_the_cent_that_invoices_are_rounded_to) {
  const auto units = [](const char* cost) {
    std::string text = "Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n";
    for (int day = 1; day <= 30; ++day) text += "2026-11-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + ",IoT Hub,S1 Unit,1," + (day == 1 ? cost : "0") + ",USD\n";
    return line_of(tested(text), "iot_hub_units").verdict;
  };
  EXPECT_EQ(units("50.004"), BacktestVerdict::kInside);
  EXPECT_EQ(units("50.006"), BacktestVerdict::kAbove);
  EXPECT_EQ(units("49.994"), BacktestVerdict::kBelow);
}

TEST(BacktestOfPlan, is_in_dollars_whatever_the_currency) {
  PriceBook prices;
  prices.currency = "EUR";
  prices.usd_per_currency = 1.2;
  std::string text = test::october(31);
  for (std::size_t at = text.find(",USD,"); at != std::string::npos; at = text.find(",USD,", at)) text.replace(at, 5, ",EUR,");
  const Backtest got = tested(text, test::plan_of_twenty_gigabytes(prices), prices);
  EXPECT_NEAR(got.on_lines_usd, 1.2 * 90.675, 1e-9);
  EXPECT_NEAR(line_of(got, "iot_hub_units").predicted.value, 60, 1e-9);
}

TEST(BacktestOfPlan, has_no_verdict_without_an_interval_and_no_bill_without_hubs) {
  PolicyPlan few = test::plan_of_twenty_gigabytes();
  few.usage.replications.resize(4);
  few.bill = plan_bill(few.usage, few.choice, PriceBook{}, {});
  EXPECT_EQ(line_of(tested(test::october(31), few), "log_analytics_ingestion").verdict, BacktestVerdict::kNoInterval);
  PolicyPlan impossible = test::plan_of_twenty_gigabytes();
  impossible.choice.reset();
  EXPECT_TRUE(tested(test::october(31), impossible).policies.at(0).lines.empty());
}

}  // namespace
}  // namespace picket::sim
