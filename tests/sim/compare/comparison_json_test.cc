#include "sim/compare/comparison_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/sim/compare/made_results.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ComparisonJson, holds_every_row_with_raw_numbers) {
  const auto json = nlohmann::json::parse(comparison_json(test::made_comparison()));
  EXPECT_EQ(json.at("schema"), "picket.comparison");
  EXPECT_EQ(json.at("correction"), "Holm");
  const auto& rows = json.at("tables").at(0).at("rows");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows.at(0).at("measure"), "uplink_bytes_per_device_day");
  EXPECT_NEAR(rows.at(0).at("before").at("value").get<double>(), 107.5, 1e-9);
  EXPECT_LT(rows.at(0).at("effect").get<double>(), -0.45);
  EXPECT_EQ(rows.at(0).at("effect_is_relative"), true);
  EXPECT_EQ(rows.at(0).at("better"), "less");
  EXPECT_EQ(rows.at(0).at("finding"), "better");
  EXPECT_TRUE(rows.at(0).at("attack").is_null());
  EXPECT_EQ(rows.at(2).at("pairs").at("gained"), 7);
  EXPECT_EQ(json.at("tables").at(0).at("family_size"), 4);
  EXPECT_LT(rows.at(3).at("log_rank_p").get<double>(), 0.05);
  EXPECT_EQ(rows.at(3).at("effect_is_relative"), false);
}

TEST(ComparisonJson, a_value_that_is_not_known_is_null_and_an_empty_cell) {
  std::vector<test::MadePolicy> policies = test::two_policies();
  policies[1].alerts.assign(8, std::nan(""));
  const Comparison c = compare_policies(test::made_results("out/x", test::made_study("x", policies)), {}, {});
  const auto row = nlohmann::json::parse(comparison_json(c)).at("tables").at(0).at("rows").at(1);
  EXPECT_EQ(row.at("finding"), "-");
  for (const char* name : {"effect", "p", "p_corrected"}) EXPECT_TRUE(row.at(name).is_null()) << name;
  EXPECT_TRUE(row.at("after").at("value").is_null());
  EXPECT_THAT(comparison_csv(c), HasSubstr("x,old,new,false_alerts_per_device_day,1/day,,0,true,,,,,,,,,,"));
}

TEST(ComparisonJson, of_a_suite_says_who_detects_more_and_why) {
  StoredResults suite = test::made_results("out/s", test::made_study("a08_wiper#1", test::two_policies()));
  suite.kind = StoredKind::kSuite;
  const auto json = nlohmann::json::parse(comparison_json(compare_policies(suite, {}, {})));
  const auto& attack = json.at("suites").at(0).at("attacks").at(0);
  EXPECT_EQ(attack.at("attack"), "a08_wiper");
  EXPECT_EQ(attack.at("detects"), "more");
  EXPECT_EQ(attack.at("why"), "agent cache_overflow (6 of 7 misses)");
}

TEST(ComparisonJson, the_csv_has_a_line_for_each_row_and_as_many_cells) {
  const std::string csv = comparison_csv(test::made_comparison());
  EXPECT_THAT(csv, StartsWith("name,before_policy,after_policy,measure,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
  EXPECT_THAT(csv, HasSubstr("x,old,new,detected_by_deadline.shell,share,shell,8,true,0.125,"));
  EXPECT_THAT(csv, HasSubstr(",why,point,before_label,after_label,family_size,log_rank_p\n"));
  EXPECT_THAT(csv, HasSubstr(",old,new,4,\n"));
}

}  // namespace
}  // namespace picket::sim
