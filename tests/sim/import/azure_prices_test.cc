#include "sim/import/azure_prices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

struct Read {
  Diagnostics diagnostics;
  AzurePriceList list;
  std::optional<AzurePrices> prices;
};

Read read(const std::string& text, const AzurePriceChoices& choices = {"", "2026-11-30", 0}) {
  Read out;
  read_azure_prices(text, out.diagnostics.add_source("prices.json", text), out.list, out.diagnostics);
  if (out.diagnostics.ok()) out.prices = pick_azure_prices(out.list, choices, out.diagnostics);
  return out;
}

std::string entry(const std::string& sku, double price, const std::string& more = "") {
  return R"({"serviceName": "IoT Hub", "skuName": ")" + sku + R"(", "meterName": ")" + sku + R"( Unit", "unitOfMeasure": "1/Month", "type": "Consumption",
   "currencyCode": "USD", "effectiveStartDate": "2024-01-01T00:00:00Z", "retailPrice": )" + std::to_string(price) + more + "}";
}
std::string items(const std::string& entries) { return "{\"Items\": [" + entries + "], \"NextPageLink\": null}"; }

std::string why(const AzurePrices& prices, const std::string& entry_name) {
  for (const AzurePriceNote& note : prices.left_out) {
    if (note.entry == entry_name) return note.says;
  }
  return "not left out";
}

TEST(AzurePrices, takes_what_a_bill_has_a_line_for_and_says_why_not_of_the_rest) {
  const Read made = read(test::text_of(test::import_golden("prices.json")), {"eastus", "2026-11-30", 0});
  ASSERT_TRUE(made.prices.has_value()) << made.diagnostics.text();
  const AzurePrices& p = made.prices.value();
  EXPECT_TRUE(made.list.more_pages);
  EXPECT_EQ(p.currency, "USD");
  EXPECT_EQ(p.taken.size(), 4U);
  EXPECT_EQ(p.taken.at("s1_unit_month").price, 25);
  EXPECT_DOUBLE_EQ(p.taken.at("s2_unit_month").price, 255);  // 8.50 a day
  EXPECT_EQ(p.taken.at("log_analytics_ingest_gigabyte").price, 2.76);
  EXPECT_EQ(p.taken.at("log_analytics_retention_gigabyte_month").price, 0.12);  // that of 2022 holds no longer
  EXPECT_EQ(p.free_gigabytes.value(), 5);
  ASSERT_EQ(p.commitments.size(), 2U);
  EXPECT_EQ(p.commitments[0].from, 100);
  EXPECT_EQ(p.commitments[0].price, 219.52);
  EXPECT_EQ(p.commitments[1].from, 200);
  EXPECT_EQ(p.taken.size() + p.commitments.size() + p.free_entries + p.left_out.size(), made.list.items.size());
  EXPECT_EQ(why(p, "IoT Hub, S3, S3 Unit"), "its unit is '1/Hour': 1/Month and 1/Day are read");
  EXPECT_EQ(why(p, "IoT Hub, F1, F1 Unit"), "the free tier costs nothing");
  EXPECT_EQ(why(p, "IoT Hub, S1, S1 Operations"), "provisioning is not in the bill");
  EXPECT_EQ(why(p, "IoT Hub, B1, B1 Unit"), "it is of region 'westeurope'");
  EXPECT_EQ(why(p, "IoT Hub, B2, B2 Unit"), "its type is 'Reservation': Consumption is read");
  EXPECT_EQ(why(p, "Sentinel, Pay-as-you-go, Pay-as-you-go Analysis"), "it holds from 2030-01-01 on, after the day of the file");
  EXPECT_THAT(why(p, "Log Analytics, Pay-as-you-go, Pay-as-you-go Data Retention"), HasSubstr("is of the same price and is taken"));
}

TEST(AzurePrices, asks_for_the_region_and_the_rate_that_it_needs) {
  const Read several = read(test::text_of(test::import_golden("prices.json")));
  EXPECT_FALSE(several.prices.has_value());
  EXPECT_THAT(several.diagnostics.text(), HasSubstr("--region: the prices are of 2 regions"));
  EXPECT_THAT(several.diagnostics.text(), HasSubstr("say which: eastus, westeurope"));
  const Read none = read(test::text_of(test::import_golden("prices.json")), {"mars", "2026-11-30", 0});
  EXPECT_THAT(none.diagnostics.text(), HasSubstr("no price is of region 'mars'"));
  std::string euros = items(entry("S1", 22));
  euros.replace(euros.find("USD"), 3, "EUR");
  EXPECT_THAT(read(euros).diagnostics.text(), HasSubstr("--usd-per-currency: the prices are in EUR"));
  EXPECT_EQ(read(euros, {"", "2026-11-30", 1.1}).prices.value().currency, "EUR");
  std::string mixed = items(entry("S1", 22) + "," + entry("S2", 220));
  mixed.replace(mixed.find("USD"), 3, "EUR");
  EXPECT_THAT(read(mixed, {"", "2026-11-30", 1.1}).diagnostics.text(), HasSubstr("ask the API for one currency"));
}

TEST(AzurePrices, of_two_the_primary_meter_counts_and_then_the_later) {
  const std::string old = entry("S1", 20);
  std::string newer = entry("S1", 25);
  newer.replace(newer.find("2024"), 4, "2026");
  EXPECT_EQ(read(items(old + "," + newer)).prices.value().taken.at("s1_unit_month").price, 25);
  EXPECT_EQ(read(items(newer + "," + old)).prices.value().taken.at("s1_unit_month").price, 25);
  const std::string aside = entry("S1", 30, R"(, "isPrimaryMeterRegion": false)");
  EXPECT_EQ(read(items(aside + "," + old)).prices.value().taken.at("s1_unit_month").price, 20);
  EXPECT_THAT(why(read(items(aside + "," + old)).prices.value(), "IoT Hub, S1, S1 Unit"), HasSubstr("the entry at prices.json:2 is of the same price and is taken"));
}

TEST(AzurePrices, tells_all_that_is_wrong_at_once) {
  const Read wrong = read(items(R"({"serviceName": "IoT Hub"}, {"serviceName": "IoT Hub", "retailPrice": -1}, {"retailPrice": 1e300}, 7,
                                   {"retailPrice": "cheap", "tierMinimumUnits": "x"})"));
  EXPECT_FALSE(wrong.prices.has_value());
  EXPECT_EQ(wrong.diagnostics.errors(), 6U) << wrong.diagnostics.text();
  EXPECT_THAT(wrong.diagnostics.text(), HasSubstr("'retailPrice' is missing"));
  EXPECT_THAT(wrong.diagnostics.text(), HasSubstr("'-1' is no number from 0 to 1e+09"));
  EXPECT_THAT(wrong.diagnostics.text(), HasSubstr("Items[4].tierMinimumUnits: 'x'"));
}

TEST(AzurePrices, bytes_that_are_no_answer_of_the_api_are_refused) {
  for (const char* text : {"", "[]", "{}", "{\"Items\": 3}", "{\"Items\": []}", "no json", "{\"Items\": [{]}", "\xff\xfe"}) {
    const Read bad = read(text);
    EXPECT_FALSE(bad.prices.has_value()) << text;
    EXPECT_FALSE(bad.diagnostics.ok()) << text;
  }
  const std::string whole = test::text_of(test::import_golden("prices.json"));
  for (std::size_t cut = 0; cut + 3 < whole.size(); cut += 97) {
    const Read bad = read(whole.substr(0, cut));
    EXPECT_FALSE(bad.diagnostics.ok()) << cut;
  }
  for (std::size_t at = 0; at < whole.size(); at += 61) {  // one byte changed: refused or read, and never more taken than is there
    std::string text = whole;
    text[at] = static_cast<char>(text[at] ^ 0x15);
    const Read changed = read(text, {"eastus", "2026-11-30", 1});
    if (!changed.prices) continue;
    EXPECT_EQ(changed.prices->taken.size() + changed.prices->commitments.size() + changed.prices->free_entries + changed.prices->left_out.size(),
              changed.list.items.size())
        << at;
  }
}

}  // namespace
}  // namespace picket::sim
