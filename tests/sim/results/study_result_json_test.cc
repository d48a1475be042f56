#include "sim/results/study_result_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/sim/results/sample_study.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

TEST(StudyResultJson, reads_back_what_it_wrote) {
  const std::string text = study_result_json(sample_study());
  const auto read = parse_study_result(text);
  ASSERT_TRUE(read.ok()) << read.error();
  // Field by field through the text: every field of the sample differs from its default, so a field
  // that was skipped on either side would show.
  EXPECT_EQ(study_result_json(read.value()), text);
  const StudyResult& study = read.value();
  EXPECT_EQ(study.seed, 18'446'744'073'709'551'615ULL);
  EXPECT_EQ(study.title, "Mirai, \"small\"");
  ASSERT_EQ(study.policies.size(), 1U);
  EXPECT_EQ(study.policies[0].measures[0].per_replication, (std::vector<double>{99.5, 101}));
  EXPECT_FALSE(study.policies[0].measures[0].difference);
  EXPECT_EQ(study.policies[0].measures[1].difference->value, -1);
  EXPECT_EQ(study.detections[0].parts.pipeline_seconds, 6.5);
  EXPECT_FALSE(study.detections[0].measurable);
  EXPECT_FALSE(study.detections[0].time_to_evidence.median_seconds);
}

TEST(StudyResultJson, has_weaknesses_where_there_are_some_and_reads_them_back) {
  StudyResult study = sample_study();
  EXPECT_FALSE(Json::parse(study_result_json(study)).contains("weaknesses"));
  study.weaknesses = study.fixed_hub_weaknesses = {sample_weakness()};
  study.fixed_hub_weaknesses[0].time_to_resolve.reset();
  const std::string text = study_result_json(study);
  EXPECT_EQ(Json::parse(text).at("weaknesses")[0].size(), 15U);
  const auto read = parse_study_result(text);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(study_result_json(read.value()), text);
  EXPECT_EQ(read.value().weaknesses[0].time_to_resolve.value().events, 5U);
  EXPECT_FALSE(read.value().fixed_hub_weaknesses[0].time_to_resolve.has_value());
}

TEST(StudyResultJson, has_faults_where_there_are_some_and_reads_them_back) {
  StudyResult study = sample_study();
  EXPECT_FALSE(Json::parse(study_result_json(study)).contains("faults"));
  study.faults = {{"street", "link_loss", 60, 90.5, 3, 12.5}};
  const std::string text = study_result_json(study);
  EXPECT_EQ(Json::parse(text).at("faults")[0].size(), 6U);
  const auto read = parse_study_result(text);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(study_result_json(read.value()), text);
  EXPECT_EQ(read.value().faults[0].devices, 12.5);
}

TEST(StudyResultJson, has_the_fields_of_the_struct_under_their_own_names) {
  const Json parsed = Json::parse(study_result_json(sample_study()));
  EXPECT_EQ(parsed.at("schema_version"), kResultSchemaVersion);
  EXPECT_EQ(parsed.size(), 28U);
  const Json& detection = parsed.at("detections")[0];
  EXPECT_EQ(detection.size(), 19U);
  EXPECT_EQ(detection.at("time_to_detect").at("curve")[0].at("band_high"), 0.6);
  EXPECT_EQ(detection.at("raised_by")[0], "product: 40 units");
  EXPECT_EQ(detection.at("missed_because")[1], "hub: 2 units");
  EXPECT_EQ(parsed.at("policies")[0].at("marks")[0].at("kind"), "attack");
  EXPECT_EQ(parsed.at("policies")[0].at("drops")[0].at("raw_events_per_device_day"), 1.5);
}

TEST(StudyResultJson, speaks_of_calibration_only_where_there_was_one) {
  StudyResult study = sample_study();
  EXPECT_EQ(study_result_json(study).find("calibration"), std::string::npos);
  study.calibration = {{"raw", "level", "deviations", 6.5, 2.5, 1'200, 3, 6.461, true}};
  const std::string text = study_result_json(study);
  EXPECT_EQ(Json::parse(text).at("calibration")[0].size(), 9U);
  const auto back = parse_study_result(text);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(study_result_json(back.value()), text);
  EXPECT_EQ(back.value().calibration.at(0).alerts, 3U);
}

TEST(StudyResultJson, speaks_of_twin_updates_only_where_there_are_any) {
  StudyResult study = sample_study();
  EXPECT_EQ(study_result_json(study).find("twin_updates"), std::string::npos);
  study.policies.at(0).twin_updates = TwinUpdates{.delivered = 3, .applied = 2, .failed = 1, .reported_bytes = 1'200.5};
  const std::string text = study_result_json(study);
  const nlohmann::json parsed = Json::parse(text);
  EXPECT_EQ(parsed.at("policies")[0].at("twin_updates").at("failed"), 1);
  const auto back = parse_study_result(text);
  ASSERT_TRUE(back.ok());
  ASSERT_TRUE(back.value().policies[0].twin_updates.has_value());
  EXPECT_EQ(back.value().policies[0].twin_updates->reported_bytes, 1'200.5);
  EXPECT_EQ(study_result_json(back.value()), text);
}

TEST(StudyResultJson, has_operations_on_twins_where_there_are_any_and_reads_them_back) {
  StudyResult study = sample_study();
  EXPECT_EQ(study_result_json(study).find("hub_operations"), std::string::npos);
  study.policies.at(0).hub_operations = {{.operation = "device_twin_read", .asked_per_day = 3, .blocks_per_day = 6, .mean_delay_seconds = 0.5}};
  const auto back = parse_study_result(study_result_json(study));
  ASSERT_TRUE(back.ok());
  ASSERT_EQ(back.value().policies[0].hub_operations.size(), 1U);
  EXPECT_EQ(back.value().policies[0].hub_operations[0].operation, "device_twin_read");
  EXPECT_EQ(back.value().policies[0].hub_operations[0].blocks_per_day, 6);
  EXPECT_EQ(back.value().policies[0].hub_operations[0].mean_delay_seconds, 0.5);
}

TEST(StudyResultJson, keeps_the_estimates_that_a_study_rests_on) {
  StudyResult study;
  EXPECT_EQ(study_result_json(study).find("own_estimates"), std::string::npos);
  study.own_estimates = {{"hubs[*].throttle_burst_seconds", "90", "s", "60 to 120", "Depth.", "quotas page", estimate_origin::kDefault}};
  const auto back = parse_study_result(study_result_json(study));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value().own_estimates, study.own_estimates);
}

TEST(StudyResultJson, writes_an_infinite_bound_as_null_with_a_flag) {
  const std::string text = study_result_json(sample_study());
  const Json p90 = Json::parse(text).at("detections")[0].at("time_to_detect").at("p90_seconds");
  EXPECT_TRUE(p90.at("ci_high").is_null());
  EXPECT_TRUE(p90.at("ci_high_open"));
  const auto read = parse_study_result(text);
  EXPECT_TRUE(std::isinf(*read.value().detections[0].time_to_detect.p90_seconds->ci_high));
}

TEST(StudyResultJson, sets_the_flag_where_the_caller_forgot_it) {
  StudyResult study;
  study.detections.resize(1);
  study.detections[0].evidence_share.ci_high = std::numeric_limits<double>::infinity();
  const Json parsed = Json::parse(study_result_json(study));
  EXPECT_TRUE(parsed.at("detections")[0].at("evidence_share").at("ci_high_open"));
}

TEST(StudyResultJson, keeps_missing_and_undefined_apart_from_zero) {
  StudyResult study;
  study.wall_seconds = std::numeric_limits<double>::quiet_NaN();
  const auto read = parse_study_result(study_result_json(study));
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(std::isnan(read.value().wall_seconds));
}

TEST(StudyResultJson, says_what_is_wrong_with_a_file) {
  EXPECT_EQ(parse_study_result("[]").error(), "result.json: an object was expected");
  EXPECT_EQ(parse_study_result("{}").error(), "result.json: no schema_version");
  EXPECT_EQ(parse_study_result(R"({"schema_version": 2})").error(),
            "result.json: schema_version 2, but this program reads 1");
  EXPECT_EQ(parse_study_result("{").error(), "result.json: line 1, column 2: unexpected end of input; expected string literal");
  EXPECT_EQ(parse_study_result(R"({"schema_version": 1, "seed": "x"})").error(), "result.json: seed: expected a number");
  EXPECT_EQ(parse_study_result(R"({"schema_version": 1, "policies": [3]})").error(), "result.json: policies[0]: expected an object");
  EXPECT_EQ(parse_study_result(R"({"schema_version": 1, "policies": 3})").error(), "result.json: policies: expected an array");
  EXPECT_EQ(parse_study_result(R"({"schema_version": 1, "policies": [{}, {"measures": [{"per_replication": [1, "x"]}]}]})").error(),
            "result.json: policies[1].measures[0].per_replication[1]: expected a number or null");
}

TEST(StudyResultJson, accepts_missing_and_unknown_fields) {
  const auto read = parse_study_result(R"({"schema_version": 1, "study_id": "a", "later": {"x": 1}})");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().study_id, "a");
  EXPECT_TRUE(read.value().policies.empty());
}

TEST(StudyResultJson, survives_text_that_is_not_utf8) {
  StudyResult study;
  study.title = "bad \xff text";
  EXPECT_TRUE(parse_study_result(study_result_json(study)).ok());
}

}  // namespace
}  // namespace picket::sim
