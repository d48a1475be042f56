#include "sim/tune/tune_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/sim/tune/made_result.h"

namespace picket::sim {
namespace {

TEST(TuneJson, has_the_schema_of_a_sweep_and_what_was_certified) {
  const TuneResult result = test::made_result();
  const auto json = nlohmann::json::parse(tune_result_json(result));
  EXPECT_EQ(json.at("schema"), "picket.sweep");
  EXPECT_EQ(json.at("kind"), "tune");
  EXPECT_EQ(json.at("points").size(), result.plan.section.evaluations);
  const auto& tune = json.at("tune");
  EXPECT_EQ(tune.at("objectives").at(0).at("measure"), "cost_usd_per_month");
  EXPECT_EQ(tune.at("constraints").at(0).at("at_least"), 0.95);
  EXPECT_EQ(tune.at("evaluations").size(), tune.at("hypervolume").size());
  ASSERT_TRUE(result.outcome.certification.cheapest.has_value());
  const auto& certified = tune.at("certified");
  const auto passed = std::find_if(certified.begin(), certified.end(), [](const auto& one) { return one.at("verdict") == "PASS"; });
  ASSERT_NE(passed, certified.end());
  EXPECT_EQ(passed->at("runs_missing"), 0);
  EXPECT_EQ(passed->at("measures").at(0).at("per_replication").size(), test::kFresh);
  EXPECT_FALSE(tune.at("cheapest_certified").is_null());
}

TEST(TuneJson, the_reference_stands_once) {
  const auto json = nlohmann::json::parse(tune_result_json(test::made_result()));
  EXPECT_EQ(json.at("points").at(0).at("results").size(), 2U);
  EXPECT_EQ(json.at("points").at(0).at("results").at(1).at("policy"), "other");
  EXPECT_EQ(json.at("points").at(1).at("results").size(), 1U);
}

// Header, 16 policies and the reference with 5 replications of 2 measures, candidates and reference with kFresh.
TEST(TuneJson, the_table_has_a_row_for_each_value) {
  const TuneResult result = test::made_result();
  const std::string csv = tune_measures_csv(result);
  const std::size_t candidates = result.outcome.certification.points.size();
  EXPECT_EQ(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')), 1 + 17 * 5 * 2 + (candidates + 1) * test::kFresh * 2);
  EXPECT_TRUE(csv.starts_with("point,policy,stage,policy.own.x,policy.own.y,replication,measure,value\n"));
  EXPECT_NE(csv.find("p0001,own,search,5 s,2,0,cost_usd_per_month,"), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
