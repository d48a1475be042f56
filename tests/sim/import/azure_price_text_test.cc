#include "sim/import/azure_price_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/import/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A scenario that includes nothing and holds the file's text.
LoadResult load(const std::string& file, Diagnostics& diagnostics) {
  const std::string scenario = "name: t\npolicies: [{use: raw}]\nfleet: [{device_class: kiosk, count: 2, sites: 1, access: {dsl: 1}}]\n";
  return load_scenario_text(scenario + file, "t.yaml", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
}

struct Made {
  Diagnostics diagnostics;
  AzurePriceList list;
  AzurePriceSource source;
  AzurePrices prices;
};

Made make(const std::string& currency = "USD", double rate = 0) {
  Made made;
  std::string text = test::text_of(test::import_golden("prices.json"));
  for (std::size_t at = text.find("\"currencyCode\": \"USD\""); at != std::string::npos; at = text.find("\"currencyCode\": \"USD\"", at)) {
    text.replace(at, 21, "\"currencyCode\": \"" + currency + "\"");
    at += 21;
  }
  read_azure_prices(text, made.diagnostics.add_source("prices.json", text), made.list, made.diagnostics);
  made.source.files = "prices.json";
  made.source.name = "spring";
  made.source.base = "us_2026_11";
  made.source.choices = {"eastus", "2027-03-01", rate};
  if (auto prices = pick_azure_prices(made.list, made.source.choices, made.diagnostics)) made.prices = *std::move(prices);
  EXPECT_TRUE(made.diagnostics.ok()) << made.diagnostics.text();
  return made;
}

TEST(AzurePriceText, the_file_and_the_report_of_an_answer_that_was_made_up) {
  const Made made = make();
  const std::string file = azure_price_file(made.list, made.prices, made.source);
  test::expect_import_golden("prices.yaml", file);
  test::expect_import_golden("prices.txt", azure_price_report(made.list, made.prices, made.source, made.diagnostics));
  Diagnostics diagnostics;
  const LoadResult loaded = load(file, diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  const PriceBook& book = loaded.scenario->prices;
  EXPECT_EQ(book.name, "spring");
  EXPECT_EQ(book.compiled, "2027-03-01");
  EXPECT_EQ(book.s2_unit_month, 255);
  EXPECT_EQ(book.log_analytics_ingest_gigabyte, 2.76);
  EXPECT_EQ(book.log_analytics_commitments, (std::vector<CommitmentTier>{{100, 219.52}, {200, 412.16}}));
  EXPECT_EQ(book.lines.at("s2_unit_month").quality, PriceQuality::kPublished);
  EXPECT_THAT(book.lines.at("s2_unit_month").source, HasSubstr("meter 00000000-0000-0000-0000-000000000002"));
  // What the answer does not have keeps its own day.
  EXPECT_EQ(book.lines.at("s3_unit_month").compiled, "2026-11-23");
  EXPECT_EQ(book.retention_days, 90);
}

// What is left of the base is in US dollars: 2,500 are 2,000 at 1.25.
TEST(AzurePriceText, converts_what_the_base_gives_to_another_currency) {
  const Made made = make("EUR", 1.25);
  Diagnostics diagnostics;
  const LoadResult loaded = load(azure_price_file(made.list, made.prices, made.source), diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  EXPECT_EQ(loaded.scenario->prices.currency, "EUR");
  EXPECT_EQ(loaded.scenario->prices.usd_per_currency, 1.25);
  EXPECT_EQ(loaded.scenario->prices.s1_unit_month, 25);
  EXPECT_EQ(loaded.scenario->prices.s3_unit_month, 2'000);
  EXPECT_THAT(loaded.scenario->prices.lines.at("s3_unit_month").source, HasSubstr("2500 USD converted"));
}

// One of it is one US dollar, and yet it is another currency: a base's prices are given anew, or they would be refused.
TEST(AzurePriceText, gives_the_prices_of_the_base_anew_where_the_rate_is_one) {
  const Made made = make("PAB", 1);
  Diagnostics diagnostics;
  const std::string file = azure_price_file(made.list, made.prices, made.source);
  EXPECT_THAT(file, HasSubstr("\n  s3_unit_month: 2500\n"));
  EXPECT_TRUE(load(file, diagnostics).ok()) << diagnostics.text();
}

// What the base gives of an S3 unit, 2,500 US dollars, are 3,472,222 won; a GB of ingestion costs thousands of them, and a tier more.
TEST(AzurePriceText, prices_in_a_currency_of_small_units_load) {
  Made made = make("KRW", 0.00072);
  made.prices.taken.at("log_analytics_ingest_gigabyte").price = 3'974.4;
  made.prices.commitments.at(1).price = 5e6;
  Diagnostics diagnostics;
  const LoadResult loaded = load(azure_price_file(made.list, made.prices, made.source), diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  const PriceBook& book = loaded.scenario->prices;
  EXPECT_EQ(book.currency, "KRW");
  EXPECT_DOUBLE_EQ(book.s3_unit_month * book.usd_per_currency, 2'500);
  EXPECT_EQ(book.log_analytics_ingest_gigabyte, 3'974.4);
  EXPECT_EQ(book.log_analytics_commitments, (std::vector<CommitmentTier>{{100, 219.52}, {200, 5e6}}));
  EXPECT_EQ(book.lines.at("log_analytics_commitments").listed, 219.52);
}

TEST(AzurePriceText, texts_of_the_file_cannot_leave_their_line) {
  Made made = make();
  made.prices.taken.at("s1_unit_month").meter = "S1\n  s1_unit_month: 0 # \" \\ Unit";
  const std::string file = azure_price_file(made.list, made.prices, made.source);
  EXPECT_THAT(file, Not(HasSubstr("\n  s1_unit_month: 0 #")));
  Diagnostics diagnostics;
  const LoadResult loaded = load(file, diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  EXPECT_EQ(loaded.scenario->prices.s1_unit_month, 25);
}

}  // namespace
}  // namespace picket::sim
