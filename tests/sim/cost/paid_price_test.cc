#include "sim/cost/paid_price.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace picket::sim {
namespace {

TEST(PaidPrice, a_price_of_the_program_has_the_programs_source) {
  const PaidPrice paid = paid_price(PriceBook{}, "s1_unit_month");
  EXPECT_EQ(paid.usd, 25);
  EXPECT_EQ(paid.quality, PriceQuality::kPublished);
  EXPECT_EQ(paid.source, "infracost testdata iothub_test.golden: 2 units = 50.00");
  EXPECT_EQ(paid.compiled, "2026-11-23");
  EXPECT_EQ(paid_price(PriceBook{}, "defender_device_month").quality, PriceQuality::kEstimated);
  EXPECT_EQ(paid_price(PriceBook{}, "log_analytics_commitments").quality, PriceQuality::kEstimated);
}

TEST(PaidPrice, another_price_without_an_entry_is_ones_own) {
  PriceBook prices;
  prices.s1_unit_month = 23;
  const PaidPrice paid = paid_price(prices, "s1_unit_month");
  EXPECT_EQ(paid.usd, 23);
  EXPECT_EQ(paid.quality, PriceQuality::kOwn);
  EXPECT_EQ(paid.source, "set in price book us_2026_11");
  prices.log_analytics_commitments = {{200, 300}};
  EXPECT_EQ(paid_price(prices, "log_analytics_commitments").quality, PriceQuality::kOwn);
}

TEST(PaidPrice, an_entry_says_quality_source_day_and_discount) {
  PriceBook prices;
  prices.lines["s1_unit_month"] = {PriceQuality::kPublished, "a list", "2026-01-02", 25.0, 0.1};
  const PaidPrice paid = paid_price(prices, "s1_unit_month");
  EXPECT_DOUBLE_EQ(paid.usd, 22.5);
  EXPECT_EQ(paid.listed, 25);
  EXPECT_EQ(paid.source, "a list; own discount of 10 %");
  EXPECT_EQ(paid.compiled, "2026-01-02");
}

TEST(PaidPrice, an_entry_does_not_speak_of_a_price_that_was_set_to_another) {
  PriceBook prices;
  prices.lines["s1_unit_month"] = {PriceQuality::kPublished, "a list", "", 25.0, 0};
  prices.s1_unit_month = 30;
  const PaidPrice paid = paid_price(prices, "s1_unit_month");
  EXPECT_EQ(paid.usd, 30);
  EXPECT_EQ(paid.quality, PriceQuality::kOwn);
  EXPECT_EQ(paid.source, "set in place of 25 of price book us_2026_11");
}

TEST(PaidPrice, commitments_of_ones_own_are_not_the_lists) {
  PriceBook prices;
  prices.lines["log_analytics_commitments"] = {PriceQuality::kEstimated, "a list", "", 194.49, 0};
  EXPECT_EQ(paid_price(prices, "log_analytics_commitments").quality, PriceQuality::kEstimated);
  EXPECT_EQ(paid_price(prices, "log_analytics_commitments").listed, 194.49);
  prices.log_analytics_commitments = {{200, 300}, {500, 700}};
  const PaidPrice own = paid_price(prices, "log_analytics_commitments");
  EXPECT_EQ(own.listed, 300);
  EXPECT_EQ(own.quality, PriceQuality::kOwn);
  EXPECT_EQ(own.source, "set in place of 194.49 of price book us_2026_11");
}

TEST(PriceKey, of_every_tier_but_the_free_one_is_a_price) {
  for (const EnumName<Sku>& tier : kSkuNames) {
    const std::string_view key = price_key(tier.value);
    EXPECT_EQ(std::find(kPriceKeys.begin(), kPriceKeys.end(), key) != kPriceKeys.end(), tier.value != Sku::kF1) << tier.name;
  }
}

// 2026-11-23 + 180 days is 2027-05-22: 7 days of November, 31 + 31 + 28 + 31 + 30 of the months between, 22 of May.
TEST(OldPrices, are_told_from_the_181st_day) {
  EXPECT_FALSE(old_prices(PriceBook{}, "2027-05-22T23:59:59Z").has_value());
  EXPECT_EQ(old_prices(PriceBook{}, "2027-05-23T00:00:00Z").value(),
            "Prices are 181 days old (us_2026_11, compiled 2026-11-23): check them before you quote the bill; 'picket import prices' reads "
            "new ones.");
  EXPECT_FALSE(old_prices(PriceBook{}, "2020-01-01T00:00:00Z").has_value());  // a run of before is no reason
  EXPECT_FALSE(old_prices(PriceBook{}, "").has_value());
}

TEST(OldPrices, the_oldest_line_counts) {
  PriceBook prices;
  prices.lines["siem_ingest_gigabyte"].compiled = "2026-03-01";
  prices.lines["analyst_hour"].compiled = "2026-09-01";
  const std::string told = old_prices(prices, "2026-11-24T00:00:00Z").value();
  EXPECT_NE(told.find("268 days old (siem_ingest_gigabyte of us_2026_11, compiled 2026-03-01)"), std::string::npos) << told;
  prices.lines["siem_ingest_gigabyte"].listed = 0;
  EXPECT_FALSE(old_prices(prices, "2026-11-24T00:00:00Z").has_value());
}

}  // namespace
}  // namespace picket::sim
