#include "sim/scenario/price_layers.h"

#include <gmock/gmock.h>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A scenario with these prices over books of a library of its own.
class PriceLayers : public ::testing::Test {
 protected:
  PriceLayers() {
    std::filesystem::copy(test::test_library(), folder_ / "", std::filesystem::copy_options::recursive);
    book("dollars", "name: dollars\ncompiled: \"2026-01-01\"\ncurrency: USD\ns1_unit_month: 25\ncellular_sim_month: 0.00\n" + rest("1") +
                        "lines:\n  s1_unit_month: {quality: published, listed: 25, source: a list}\n");
  }

  /// All other prices that the program has, so that none of them is the program's.
  static std::string rest(const std::string& price) {
    std::string out;
    for (const char* key : {"s2_unit_month", "s3_unit_month", "b1_unit_month", "b2_unit_month", "b3_unit_month", "log_analytics_ingest_gigabyte",
                            "log_analytics_retention_gigabyte_month"}) {
      out += std::string(key) + ": " + price + "\n";
    }
    return out + "log_analytics_commitments: []\n";
  }
  void book(const std::string& name, const std::string& text) const { test::write_file(folder_ / ("prices/" + name + ".yaml"), text); }

  test::Loaded load(const std::string& prices, const std::vector<std::string>& sets = {}) const {
    test::Loaded out;
    out.result = load_scenario_text(std::string(test::kSmall) + "prices: " + prices + "\n", "small.yaml", sets, folder_ / "", out.diagnostics);
    return out;
  }

  test::TemporaryFolder folder_;
};

TEST_F(PriceLayers, dollars_of_a_base_are_not_taken_for_euros) {
  const std::string text = load("{base: dollars, currency: EUR, usd_per_currency: 1.1, s1_unit_month: 20, b1_unit_month: 8}").text();
  EXPECT_THAT(text, HasSubstr("small.yaml:17:35: error: prices.currency: prices of the base, in USD, would be taken over as EUR, unconverted: "
                              "s2_unit_month, s3_unit_month, b2_unit_month, b3_unit_month, log_analytics_ingest_gigabyte, "
                              "log_analytics_retention_gigabyte_month [E0108]\n"));
  EXPECT_THAT(text, HasSubstr("\n                                      ^  give each of them anew, in EUR; 'picket import prices' writes a book with all of them"));
  EXPECT_THAT(text, HasSubstr("1 error"));
}

TEST_F(PriceLayers, a_book_that_gives_every_price_anew_may_have_its_own_currency) {
  book("euros", "base: dollars\nname: euros\ncurrency: EUR\nusd_per_currency: 1.1\ns1_unit_month: 20\n" + rest("2"));
  const test::Loaded euros = load("{base: euros, s1_unit_month: 19}");
  ASSERT_TRUE(euros.result.ok()) << euros.text();
  EXPECT_EQ(euros.result.scenario->prices.currency, "EUR");
  EXPECT_EQ(euros.result.scenario->prices.s1_unit_month, 19);
  // The same currency again changes none, and neither does another rate.
  EXPECT_TRUE(load("{base: euros, currency: EUR, usd_per_currency: 1.2}").result.ok());
}

TEST_F(PriceLayers, another_currency_has_another_rate) {
  book("euros", "base: dollars\nname: euros\ncurrency: EUR\nusd_per_currency: 1.1\ns1_unit_month: 20\n" + rest("2"));
  const std::string text = load("{base: euros, currency: GBP, s1_unit_month: 20, s2_unit_month: 1, s3_unit_month: 1, b1_unit_month: 1, b2_unit_month: 1, "
                                "b3_unit_month: 1, log_analytics_ingest_gigabyte: 1, log_analytics_retention_gigabyte_month: 1}")
                               .text();
  EXPECT_THAT(text, HasSubstr("the base says what one EUR is, not one GBP"));
  EXPECT_THAT(text, Not(HasSubstr("unconverted")));
}

TEST_F(PriceLayers, an_override_of_the_currency_is_a_layer_too) {
  EXPECT_THAT(load("dollars", {"prices.currency=EUR", "prices.usd_per_currency=1.1", "prices.s1_unit_month=20"}).text(),
              HasSubstr("<--set #1>:1:17: error: prices.currency: prices of the base, in USD, would be taken over as EUR, unconverted: s2_unit_month"));
  EXPECT_TRUE(load("dollars", {"prices.currency=USD", "prices.s1_unit_month=20"}).result.ok());
}

// A note of the base speaks of the base's price: beside a price and a source of one's own, nothing of it is left but the discount.
TEST_F(PriceLayers, a_source_of_ones_own_stays_beside_a_price_of_ones_own) {
  const std::string mine = "base: dollars, s1_unit_month: 20, lines: {s1_unit_month: {source: my contract, discount: 0.1}}";
  const test::Loaded here = load("{" + mine + "}");
  ASSERT_TRUE(here.result.ok()) << here.text();
  const PriceNote contract{PriceQuality::kOwn, "my contract", "", 20.0, 0.1};
  EXPECT_EQ(here.result.scenario->prices.lines.at("s1_unit_month"), contract);

  book("mine", "{name: mine, " + mine + "}\n");
  const test::Loaded based = load("{base: mine}");
  ASSERT_TRUE(based.result.ok()) << based.text();
  EXPECT_EQ(based.result.scenario->prices.lines.at("s1_unit_month"), contract);
  // It says which price it speaks of, and so is no word of the one that somebody sets next.
  const test::Loaded changed = load("{base: mine, s1_unit_month: 19}");
  ASSERT_TRUE(changed.result.ok()) << changed.text();
  EXPECT_EQ(changed.result.scenario->prices.s1_unit_month, 19);
  EXPECT_EQ(changed.result.scenario->prices.lines.at("s1_unit_month"), contract);

  const test::Loaded set = load("dollars", {"prices.s1_unit_month=20", "prices.lines.s1_unit_month.source=my contract"});
  ASSERT_TRUE(set.result.ok()) << set.text();
  EXPECT_EQ(set.result.scenario->prices.lines.at("s1_unit_month"), (PriceNote{PriceQuality::kOwn, "my contract", "", 20.0, 0}));
}

TEST_F(PriceLayers, a_note_of_the_base_speaks_of_its_own_price_also_where_it_does_not_say_which) {
  book("terse", "base: dollars\nname: terse\nlog_analytics_commitments: [{gigabytes_day: 100, price_day: 190}]\n"
                "lines:\n  log_analytics_commitments: {quality: published, source: an offer}\n");
  const test::Loaded as_it_is = load("{base: terse}");
  ASSERT_TRUE(as_it_is.result.ok()) << as_it_is.text();
  EXPECT_FALSE(as_it_is.result.scenario->prices.lines.at("log_analytics_commitments").listed.has_value());
  const test::Loaded changed = load("{base: terse, log_analytics_commitments: [{gigabytes_day: 100, price_day: 170}]}");
  ASSERT_TRUE(changed.result.ok()) << changed.text();
  EXPECT_EQ(changed.result.scenario->prices.lines.at("log_analytics_commitments"), (PriceNote{PriceQuality::kPublished, "an offer", "", 190.0, 0}));
}

}  // namespace
}  // namespace picket::sim
