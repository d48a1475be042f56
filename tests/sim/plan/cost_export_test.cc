#include "sim/plan/cost_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/plan/made_invoice.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

std::string problems_of(const std::string& text) {
  Diagnostics diagnostics;
  test::costs_of(text, diagnostics);
  return diagnostics.text();
}

TEST(CostExport, sums_the_rows_of_each_meter) {
  Diagnostics diagnostics;
  const CostExport costs = test::costs_of(test::october(31), diagnostics);
  ASSERT_TRUE(diagnostics.ok()) << diagnostics.text();
  EXPECT_EQ(costs.rows, 3U * 31 + 3);
  EXPECT_EQ(costs.days.size(), 31U);
  ASSERT_EQ(costs.meters.size(), 5U);
  EXPECT_EQ(costs.meters[0].category, "IoT Hub");
  EXPECT_EQ(costs.meters[0].subcategory, "IoT Hub");
  EXPECT_EQ(costs.meters[0].meter, "S1 Unit");
  EXPECT_EQ(costs.meters[0].unit, "1/Month");
  EXPECT_EQ(costs.meters[0].rows, 31U);
  EXPECT_NEAR(costs.meters[0].cost, 31 * 1.6, 1e-9);
  EXPECT_DOUBLE_EQ(costs.meters[0].quantity, 31 * 0.0625);
  EXPECT_DOUBLE_EQ(costs.meters[3].cost, 12.0) << "a refund is a row like others";
  ASSERT_EQ(costs.currencies.size(), 1U);
  EXPECT_EQ(costs.currencies[0].code, "USD");
}

// The names of a Microsoft Customer Agreement and of pay as you go, days as ISO dates, small numbers as Azure writes them.
TEST(CostExport, reads_the_columns_of_every_agreement) {
  Diagnostics diagnostics;
  const CostExport customer = test::costs_of(
      "invoiceId,date,meterCategory,meterSubCategory,meterName,unitOfMeasure,quantity,costInBillingCurrency,costInUsd,billingCurrency\r\n"
      "1,2026-10-02T00:00:00Z,IoT Hub,,S1 Unit,1/Month,0.03,2E-05,1,usd\r\n",
      diagnostics);
  const CostExport as_you_go = test::costs_of("Cost, Date ,MeterCategory,MeterName,Quantity,BillingCurrency\n-1.5,10/2/2026,IoT Hub,S1 Unit,,EUR\n", diagnostics);
  ASSERT_TRUE(diagnostics.ok()) << diagnostics.text();
  EXPECT_EQ(customer.meters.at(0).cost, 2e-5);
  EXPECT_EQ(customer.currencies.at(0).code, "USD");
  EXPECT_EQ(customer.days, as_you_go.days);
  EXPECT_EQ(as_you_go.meters.at(0).cost, -1.5);
  EXPECT_EQ(as_you_go.meters.at(0).quantity, 0);
  EXPECT_EQ(as_you_go.meters.at(0).unit, "");
}

TEST(CostExport, adds_the_parts_of_one_export_together) {
  Diagnostics diagnostics;
  CostExport costs;
  for (const char* name : {"part_0.csv", "part_1.csv"}) {
    const std::string text = test::october(2);
    read_cost_export(text, diagnostics.add_source(name, text), costs, diagnostics);
  }
  ASSERT_TRUE(diagnostics.ok());
  EXPECT_EQ(costs.rows, 18U);
  EXPECT_EQ(costs.days.size(), 2U);
  EXPECT_EQ(costs.meters.size(), 5U);
  EXPECT_NEAR(costs.meters[0].cost, 4 * 1.6, 1e-12);
}

TEST(CostExport, says_everything_that_is_wrong_with_its_place) {
  EXPECT_EQ(problems_of("Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n"
                        "31/10/2026,IoT Hub,S1 Unit,1,1,USD\n"
                        "10/01/2026,IoT Hub,S1 Unit,many,\"1,600.00\",dollars\n"
                        "10/01/2026,IoT Hub,S1 Unit,1\n"
                        "10/01/2026,\"IoT\" Hub,S1 Unit,1,1,USD\n"
                        "10/01/2026,IoT Hub,S1 Unit,1,inf,\n"
                        "10/01/2026,IoT Hub,\"S1 Unit,1,1,USD\n"),
            "costs.csv:2:1: error: Date: '31/10/2026' is no day\n"
            "    31/10/2026,IoT Hub,S1 Unit,1,1,USD\n"
            "    ^  as in 10/31/2026 (month, day, year) or 2026-10-31\n"
            "costs.csv:3:28: error: Quantity: 'many' is no number\n"
            "    10/01/2026,IoT Hub,S1 Unit,many,\"1,600.00\",dollars\n"
            "                               ^  as in 1234.5, without separators of thousands\n"
            "costs.csv:3:33: error: CostInBillingCurrency: '1,600.00' is no number\n"
            "    10/01/2026,IoT Hub,S1 Unit,many,\"1,600.00\",dollars\n"
            "                                    ^  as in 1234.5, without separators of thousands\n"
            "costs.csv:3:44: error: BillingCurrency: 'dollars' is no currency\n"
            "    10/01/2026,IoT Hub,S1 Unit,many,\"1,600.00\",dollars\n"
            "                                               ^  as in USD\n"
            "costs.csv:4:28: error: the row has 4 cells, and there are 6 columns\n"
            "    10/01/2026,IoT Hub,S1 Unit,1\n"
            "                               ^\n"
            "costs.csv:5:12: error: text behind the quote that ends a cell\n"
            "    10/01/2026,\"IoT\" Hub,S1 Unit,1,1,USD\n"
            "               ^\n"
            "costs.csv:6:30: error: CostInBillingCurrency: 'inf' is no number\n"
            "    10/01/2026,IoT Hub,S1 Unit,1,inf,\n"
            "                                 ^  as in 1234.5, without separators of thousands\n"
            "costs.csv:7:20: error: a quote that does not end\n"
            "    10/01/2026,IoT Hub,\"S1 Unit,1,1,USD\n"
            "                       ^\n"
            "8 errors; nothing was run.\n");
}

TEST(CostExport, says_which_columns_are_missing_or_there_twice) {
  EXPECT_EQ(problems_of("Date,date,MeterCategory,MeterNam,Quantity,BillingCurrency\n1,2,3,4,5,6\n"),
            "costs.csv:1:1: error: MeterName: no such column\n"
            "    Date,date,MeterCategory,MeterNam,Quantity,BillingCurrency\n"
            "    ^  one of metername, meter, whatever their case; did you mean the column 'meternam'?\n"
            "costs.csv:1:1: error: CostInBillingCurrency: no such column\n"
            "    Date,date,MeterCategory,MeterNam,Quantity,BillingCurrency\n"
            "    ^  one of costinbillingcurrency, cost, pretaxcost, whatever their case\n"
            "costs.csv:1:6: error: column 'date' is there twice\n"
            "    Date,date,MeterCategory,MeterNam,Quantity,BillingCurrency\n"
            "         ^\n"
            "3 errors; nothing was run.\n");
  EXPECT_THAT(problems_of("Date;MeterCategory;MeterName\n"), HasSubstr("cells are parted by commas, and not by semicolons"));
}

TEST(CostExport, refuses_what_is_no_table_or_has_no_row) {
  EXPECT_EQ(problems_of(""), "costs.csv: error: the file is empty\n    the first line of an export names its columns\n1 error; nothing was run.\n");
  EXPECT_THAT(problems_of(test::kCostHeader), HasSubstr("the file has no row beside the names of its columns"));
  EXPECT_THAT(problems_of("\x1f\x8b..."), HasSubstr("unpack it with gunzip"));
  EXPECT_THAT(problems_of("PAR1"), HasSubstr("export as CSV"));
  EXPECT_THAT(problems_of("PK\x03\x04"), HasSubstr("give the CSV that is in it"));
  EXPECT_THAT(problems_of("\xff\xfe"), HasSubstr("save it as UTF-8"));
}

TEST(CostExport, is_bounded) {
  const std::string long_cell = test::kCostHeader + test::cost_row(1, "IoT Hub,," + std::string(32'769, 'x') + ",1/Month", "1", "1");
  EXPECT_THAT(problems_of(long_cell), HasSubstr("costs.csv:2:23: error: a cell of more than 32768 characters"));
  EXPECT_THAT(problems_of(std::string(300, ',') + "\n"), HasSubstr("more than 200 cells"));
  std::string meters = test::kCostHeader;
  for (std::size_t m = 0; m <= kMaxInvoiceMeters; ++m) meters += test::cost_row(1, "c,s,m" + std::to_string(m) + ",u", "1", "1");
  EXPECT_THAT(problems_of(meters), HasSubstr("costs.csv:10002:18: error: MeterName: more than 10000 meters"));
}

TEST(CostExport, has_to_be_in_the_price_books_currency) {
  Diagnostics diagnostics;
  const CostExport costs = test::costs_of("Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n10/01/2026,a,b,1,1,USD\n10/01/2026,a,b,1,1,EUR\n10/01/2026,a,b,1,1,EUR\n",
                                          diagnostics);
  ASSERT_TRUE(diagnostics.ok());
  check_currency(costs, "USD", diagnostics);
  EXPECT_EQ(diagnostics.text(),
            "costs.csv:3:20: error: BillingCurrency: the charges are in EUR, and the price book is in USD\n"
            "    10/01/2026,a,b,1,1,EUR\n"
            "                       ^  plan with a price book in EUR ('picket import prices', of prices that were asked for in EUR)\n"
            "1 error; nothing was run.\n");
}

TEST(CostExport, asks_for_the_currency_of_what_was_charged) {
  EXPECT_THAT(problems_of("Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n10/01/2026,a,b,1,0,\n10/01/2026,a,b,1,1,\n"),
              HasSubstr("costs.csv:3:20: error: BillingCurrency: a charge without a currency"));
}

}  // namespace
}  // namespace picket::sim
