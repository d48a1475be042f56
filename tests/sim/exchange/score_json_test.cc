#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/exchange/score_sample.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

TEST(ScoreJson, holds_the_same_as_the_text_and_each_unit) {
  ScoreResult result = test::score_sample();
  result.files.push_back({"alerts.csv", read_alerts("time,device\n1,a\nsoon,b\n", AlertColumns())});
  const std::string text = score_json(result);
  EXPECT_TRUE(text.ends_with("}\n"));
  const Json json = Json::parse(text);
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["match"], "device");
  EXPECT_EQ(json["files"][0]["columns"]["time"], Json({"time"}));
  EXPECT_EQ(json["files"][0]["refused"]["has a time that is none"], 1);
  EXPECT_EQ(json["attacks"][0]["alerts"]["detected"], 1);
  EXPECT_TRUE(json["attacks"][0]["alerts"]["time_to_detect_median_seconds"].is_null());
  EXPECT_EQ(json["attacks"][0]["own"]["time_to_detect_median_seconds"]["value"], 2.5);
  EXPECT_EQ(json["alert_types"].size(), 2U);
  EXPECT_EQ(json["false_alerts_per_1000_device_days"]["value"], 250);
  EXPECT_EQ(json["expectations"][0]["verdict"], "INCONCLUSIVE");
  const Json& units = json["replications"][0]["units"];
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units[0]["time_to_detect_seconds"], 2.5);
  EXPECT_EQ(units[1]["detected"], false);
  EXPECT_TRUE(units[1]["time_to_detect_seconds"].is_null());
  EXPECT_EQ(units[1]["own_detected"], true);
  EXPECT_EQ(units[0]["credited_by"], "evidence");
  EXPECT_TRUE(units[1]["credited_by"].is_null());
  EXPECT_EQ(json["replications"][0]["with_evidence"], 2);
  EXPECT_EQ(json["replications"][0]["detections_by_evidence"], 1);
  EXPECT_EQ(json["replications"][0]["of_other_evidence"], 1);
  EXPECT_EQ(json["replications"][0]["evidence_not_compared"], 0);
}

}  // namespace
}  // namespace picket::sim
