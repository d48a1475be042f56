#include "sim/scenario/price_checks.h"

#include <gmock/gmock.h>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

test::Loaded load_prices(const std::vector<std::string>& sets) {
  return test::load(std::string(test::kSmall) + "prices: {name: mine, compiled: '2026-11-23'}\n", sets);
}
std::string told(const std::vector<std::string>& sets) { return load_prices(sets).text(); }

TEST(PriceChecks, have_nothing_to_say_of_a_good_book) {
  EXPECT_TRUE(load_prices({}).result.ok()) << told({});
  EXPECT_TRUE(load_prices({"prices.lines={s1_unit_month: {discount: 0.2, compiled: '2026-01-31'}}"}).result.ok());
}

TEST(PriceChecks, want_dates_that_the_calendar_has) {
  EXPECT_THAT(told({"prices.compiled='2026-02-30'"}), HasSubstr("prices.compiled: '2026-02-30' is no date"));
  EXPECT_THAT(told({"prices.compiled='2026-11-23T00:00:00Z'"}), HasSubstr("is no date"));
  EXPECT_THAT(told({"prices.lines={s1_unit_month: {compiled: today}}"}), HasSubstr("prices.lines.s1_unit_month.compiled: 'today' is no date"));
}

TEST(PriceChecks, want_a_currency_and_what_it_is_worth) {
  EXPECT_THAT(told({"prices.currency=euro"}), HasSubstr("prices.currency: 'euro' is no currency"));
  EXPECT_THAT(told({"prices.currency=EUR"}), HasSubstr("add usd_per_currency: the US dollars for one EUR"));
  EXPECT_THAT(told({"prices.usd_per_currency=1.1"}), HasSubstr("leave it out, or name the currency of the prices"));
}

// What no text gives is the program's, in US dollars; of those that cost nothing there is nothing to convert.
TEST(PriceChecks, take_no_dollars_of_the_program_for_another_currency) {
  std::vector<std::string> sets{"prices.currency=EUR", "prices.usd_per_currency=1.1", "prices.s1_unit_month=20"};
  EXPECT_THAT(told(sets), HasSubstr("prices.currency: prices that are not given are the program's, in USD, and would be taken as EUR: s2_unit_month, s3_unit_month, "
                                    "b1_unit_month, b2_unit_month, b3_unit_month, log_analytics_ingest_gigabyte, log_analytics_commitments, "
                                    "log_analytics_retention_gigabyte_month [E0108]\n"));
  EXPECT_THAT(told(sets), HasSubstr("give each of them, in EUR; 'picket import prices' writes a book"));
  for (const char* key : {"s2_unit_month", "s3_unit_month", "b1_unit_month", "b2_unit_month", "b3_unit_month", "log_analytics_ingest_gigabyte",
                          "log_analytics_retention_gigabyte_month"}) {
    sets.push_back(std::string("prices.") + key + "=9");
  }
  sets.emplace_back("prices.log_analytics_commitments=[]");
  EXPECT_TRUE(load_prices(sets).result.ok()) << told(sets);
}

TEST(PriceChecks, know_which_prices_there_are) {
  EXPECT_THAT(told({"prices.lines={s1_unit_mont: {discount: 0.1}}"}), HasSubstr("no price is called 's1_unit_mont'"));
  EXPECT_THAT(told({"prices.lines={s1_unit_mont: {discount: 0.1}}"}), HasSubstr("did you mean 's1_unit_month'?"));
  EXPECT_THAT(told({"prices.lines={retention_days: {discount: 0.1}}"}), HasSubstr("no price is called 'retention_days'"));
  EXPECT_THAT(told({"prices.lines={s1_unit_month: {discount: 20}}"}), HasSubstr("20 is outside [0, 1]"));
}

TEST(PriceChecks, want_tiers_in_order) {
  EXPECT_THAT(told({"prices.log_analytics_commitments=[{gigabytes_day: 200, price_day: 1}, {gigabytes_day: 100, price_day: 1}]"}),
              HasSubstr("prices.log_analytics_commitments[1]: is no larger than the tier before it"));
}

}  // namespace
}  // namespace picket::sim
