#include "sim/sweep/sweep_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/sim/sweep/made_sweep.h"

namespace picket::sim {
namespace {

using test::made_point;
using test::made_sweep;
using Json = nlohmann::json;

TEST(SweepJson, has_the_schema_that_reports_read) {
  SweepResult result = made_sweep({made_point("p0001", {1, 2, 3, 4, 5}), made_point("p0002", {2, 3, 4, 5, 6})});
  result.verdict = {"a sentence"};
  result.warnings = {"a warning"};
  const Json json = Json::parse(sweep_result_json(result));
  EXPECT_EQ(json.at("schema"), "picket.sweep");
  EXPECT_EQ(json.at("schema_version"), 1);
  EXPECT_EQ(json.at("kind"), "sweep");
  EXPECT_EQ(json.at("design"), (Json{{"kind", "full_factorial"}, {"points", 2}, {"text", "full factorial, 2 levels"}}));
  EXPECT_EQ(json.at("parameters").at(0),
            (Json{{"path", "policy.g2_linux.medium"}, {"unit", "s"}, {"log", false}, {"kind", "number"}, {"levels", {"30 min", "60 min"}}}));
  EXPECT_EQ(json.at("measures").at(0).at("name"), "uplink_bytes_per_device_day");
  EXPECT_EQ(json.at("measures").at(0).at("better"), "less");
  EXPECT_EQ(json.at("measures").size(), 1U);
  const Json& point = json.at("points").at(1);
  EXPECT_EQ(point.at("id"), "p0002");
  EXPECT_EQ(point.at("values"), Json::array({"60 min"}));
  EXPECT_EQ(point.at("numbers"), Json::array({3'600.0}));
  EXPECT_EQ(point.at("replications"), 5);
  const Json& measure = point.at("results").at(0).at("measures").at(0);
  EXPECT_EQ(measure.at("value"), 4);
  EXPECT_EQ(measure.at("per_replication"), Json::array({2.0, 3.0, 4.0, 5.0, 6.0}));
  EXPECT_LT(measure.at("ci_low").get<double>(), 4);
  EXPECT_EQ(json.at("verdict"), Json::array({"a sentence"}));
  EXPECT_EQ(json.at("warnings"), Json::array({"a warning"}));
  EXPECT_FALSE(json.contains("tune"));
}

TEST(SweepJson, writes_what_is_missing_as_null) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  SweepResult result = made_sweep({made_point("p0001", {1, 2})});
  result.points.front().results.front().measures.front().per_replication = {1, nothing};
  const Json json = Json::parse(sweep_result_json(result));
  const Json& measure = json.at("points").at(0).at("results").at(0).at("measures").at(0);
  EXPECT_TRUE(measure.at("per_replication").at(1).is_null());
  EXPECT_TRUE(measure.at("ci_low").is_null());
}

TEST(SweepJson, takes_a_part_of_tune) {
  SweepResult result = made_sweep({made_point("p0001", {1, 2})});
  result.kind = "tune";
  const Json json = Json::parse(sweep_result_json(result, R"({"front": ["p0001"]})"));
  EXPECT_EQ(json.at("kind"), "tune");
  EXPECT_EQ(json.at("tune").at("front").at(0), "p0001");
}

}  // namespace
}  // namespace picket::sim
