#include "sim/scenario/override.h"

#include <gtest/gtest.h>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using test::kSmall;
using test::load;
using test::Loaded;

TEST(Override, sets_values_by_key_position_and_name) {
  const Loaded l = load(kSmall, {"duration=24 h", "fleet[0].count=500", "attacks.mirai.start=6 h",
                                 "policies.picket.name=mine", "fleet.ip_camera.sites=7", "intel.listed_share=0.5"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  const Scenario& s = *l.result.scenario;
  EXPECT_EQ(s.duration, Duration::hours(24));
  EXPECT_EQ(s.fleet[0].count, 500U);
  EXPECT_EQ(s.fleet[0].sites, 7U);
  EXPECT_EQ(s.attacks[0].start, Duration::hours(6));
  EXPECT_EQ(s.policies[1].name, "mine");
  EXPECT_EQ(s.intel.listed_share, 0.5);
}

TEST(Override, takes_lists_and_mappings_as_yaml) {
  const Loaded l = load(kSmall, {"fleet[0].access={lte_m: 1}", "policies=[{use: raw}]"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  EXPECT_EQ(l.result.scenario->fleet[0].access.size(), 1U);
  EXPECT_EQ(l.result.scenario->policies[0].name, "raw");
}

TEST(Override, decides_which_parts_of_the_library_are_read) {
  const Loaded l = load(kSmall, {"fleet[0].device_class=gateway", "policies[0].use=raw"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  EXPECT_TRUE(l.result.scenario->device_classes.contains("gateway"));
  EXPECT_FALSE(l.result.scenario->device_classes.contains("ip_camera"));
}

TEST(Override, reaches_into_parts_of_the_library) {
  const Loaded l = load(kSmall, {"prices=cheap", "prices.s2_unit_month=2",
                                 "policy_templates.g2_linux.intervals.high=5 min", "networks.home.loss_ratio=0.01"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  EXPECT_EQ(l.result.scenario->prices.name, "cheap");
  EXPECT_EQ(l.result.scenario->prices.s2_unit_month, 2);
  EXPECT_EQ(l.result.scenario->policy_templates.at("g2_linux").intervals[0], Duration::minutes(5));
  EXPECT_EQ(l.result.scenario->policy_templates.at("g2_linux").intervals[1], Duration::minutes(120));
  EXPECT_EQ(l.result.scenario->networks.at("home").loss_ratio, 0.01);
}

// The default book is the program's, which no file has to name.
TEST(Override, changes_a_line_of_the_default_price_book) {
  const Loaded l = load(kSmall, {"prices.s1_unit_month=23", "prices.lines.s1_unit_month.source=my contract"});
  ASSERT_TRUE(l.result.ok()) << l.text();
  const PriceBook& prices = l.result.scenario->prices;
  EXPECT_EQ(prices.name, PriceBook{}.name);
  EXPECT_EQ(prices.compiled, PriceBook{}.compiled);
  EXPECT_EQ(prices.s1_unit_month, 23);
  EXPECT_EQ(prices.s2_unit_month, PriceBook{}.s2_unit_month);
  EXPECT_EQ(prices.lines.at("s1_unit_month").source, "my contract");
  EXPECT_EQ(load(kSmall, {"prices.name=mine"}).result.scenario->prices.name, "mine");
  // A wrong key is told as such, and nothing else is missing.
  const std::string wrong = load(kSmall, {"prices.s1_unit_mont=23"}).text();
  EXPECT_NE(wrong.find("did you mean 's1_unit_month'?"), std::string::npos) << wrong;
  EXPECT_NE(wrong.find("1 error;"), std::string::npos) << wrong;
}

TEST(Override, later_ones_win) {
  EXPECT_EQ(load(kSmall, {"seed=4", "seed=5"}).result.scenario->seed, 5U);
}

TEST(Override, problems_show_the_text_of_the_command_line) {
  Loaded l = load(kSmall, {"seed=4", "seed=x"});
  EXPECT_EQ(l.diagnostics.text(),
            "<--set #2>:1:6: error: seed: expected a whole number, found 'x'\n"
            "    seed=x\n"
            "         ^\n"
            "1 error; nothing was run.\n");
  l = load(kSmall, {"duratoin=5 h"});
  EXPECT_EQ(l.diagnostics.text(),
            "<--set #1>:1:1: error: duratoin: unknown key\n"
            "    duratoin=5 h\n"
            "    ^  did you mean 'duration'?\n"
            "1 error; nothing was run.\n");
  l = load(kSmall, {"attacks.miria.start=5 h"});
  EXPECT_EQ(l.diagnostics.text(),
            "<--set #1>:1:9: error: attacks.miria: no element is called 'miria'\n"
            "    attacks.miria.start=5 h\n"
            "            ^  did you mean 'mirai'?\n"
            "1 error; nothing was run.\n");
}

TEST(Override, refuses_what_is_no_path_or_no_value) {
  for (const char* text :
       {"", "=", "=5", "seed", "fleet[", "fleet[x]=1", "fleet[9].count=1", "fleet[0]x=1", "a..b=1", ".a=1", "a.=1",
        "[0]=1", "seed=", "seed=[", "seed[0]=1", "seed.x=1", "fleet[99999999999]=1", "name=\xff"}) {
    const Loaded l = load(kSmall, {text});
    EXPECT_FALSE(l.result.ok()) << text;
  }
}

}  // namespace
}  // namespace picket::sim
