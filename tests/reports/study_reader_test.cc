#include "reports/study_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "agent_core/base/random.h"
#include "sim/results/study_result_json.h"
#include "tests/reports/sample_study.h"

namespace picket {
namespace {

using Json = nlohmann::json;

Json sample() {
  return Json::parse(sample_result_json());
}

std::string error_of(const Json& document) {
  const Result<StudyPage, ReportError> read = read_study(document.dump());
  return read.ok() ? "" : read.error().says;
}

TEST(StudyReader, reads_the_fields_of_the_structs) {
  const Result<StudyPage, ReportError> read = read_study(sample_result_json());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const sim::StudyResult& study = read.value().study;
  EXPECT_EQ(study.devices, 500U);
  ASSERT_EQ(study.policies.size(), 4U);
  EXPECT_EQ(study.policies[0].measures[0].name, "uplink_bytes_per_device_day");
  EXPECT_EQ(study.policies[0].measures[0].per_replication.size(), 20U);
  EXPECT_FALSE(study.policies[0].measures[0].difference);
  EXPECT_TRUE(study.policies[1].measures[0].difference);
  EXPECT_EQ(study.detections.size(), 20U);
  EXPECT_EQ(study.policies[0].marks[4].kind, "false_alert");
}

TEST(StudyReader, takes_an_open_end_as_infinite_and_null_as_no_value) {
  Json document = sample();
  document["policies"][0]["measures"][0]["estimate"] = {
      {"value", nullptr}, {"ci_low", 1}, {"ci_high", nullptr}, {"ci_high_open", true}, {"n", 9}};
  const Result<StudyPage, ReportError> read = read_study(document.dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const sim::Estimate& estimate = read.value().study.policies[0].measures[0].estimate;
  EXPECT_TRUE(std::isnan(estimate.value));
  EXPECT_TRUE(std::isinf(*estimate.ci_high));
}

// The writer lives in another room; both must agree on every field. Through the writer and its own
// reader the sample gains or loses nothing, and the page made from it is the same.
TEST(StudyReader, understands_what_the_run_engine_writes) {
  EXPECT_TRUE(read_study(sim::study_result_json({})).ok());
  const Result<sim::StudyResult, std::string> parsed = sim::parse_study_result(sample_result_json());
  ASSERT_TRUE(parsed.ok()) << parsed.error();
  const Result<StudyPage, ReportError> written = read_study(sim::study_result_json(parsed.value()));
  ASSERT_TRUE(written.ok()) << written.error().says;
  EXPECT_TRUE(Json::parse(written.value().script_json) ==
              Json::parse(read_study(sample_result_json()).value().script_json));
  EXPECT_EQ(kResultSchemaVersion, sim::kResultSchemaVersion);
}

TEST(StudyReader, names_the_place_of_what_is_wrong) {
  Json document = sample();
  document["detections"][3]["parts"].erase("hub_seconds");
  EXPECT_EQ(error_of(document), "result.json.detections[3].parts.hub_seconds: expected this field, which is missing");
  document = sample();
  document["policies"][1]["bill"][0]["usd_per_month"]["value"] = "much";
  EXPECT_EQ(error_of(document), "result.json.policies[1].bill[0].usd_per_month.value: expected a number");
  document = sample();
  document["replications"] = -1;
  EXPECT_EQ(error_of(document), "result.json.replications: expected a count");
  document = sample();
  document["schema_version"] = 7;
  EXPECT_EQ(error_of(document), "result.json: schema_version 7 is not known; this program reads version 1");
  document = sample();
  document["policies"] = 3;
  EXPECT_EQ(error_of(document), "result.json.policies: expected an array");
  EXPECT_EQ(error_of(Json::array()), "result.json: expected an object");
}

TEST(StudyReader, survives_damaged_files) {
  const std::string good = sample_result_json();
  for (std::uint32_t sample_number = 0; sample_number < 60; ++sample_number) {
    RandomStream random(20250110, sample_number, 0, Purpose::kTest);
    std::string text = good;
    for (int i = 0; i < 20; ++i) text[random.below(text.size())] = static_cast<char>(random.below(256));
    if (sample_number % 3 == 0) text.resize(random.below(text.size()));
    const Result<StudyPage, ReportError> read = read_study(text);
    if (!read.ok()) {
      EXPECT_TRUE(read.error().says.starts_with("result.json")) << "seed 20250110, sample " << sample_number;
    }
  }
}

TEST(StudyReader, thins_curves_and_series_for_the_script) {
  Json document = sample();
  Json& curve = document["detections"][0]["time_to_detect"]["curve"];
  curve = Json::array();
  for (int i = 0; i <= 5000; ++i)
    curve.push_back({{"at_seconds", i}, {"probability", i / 5000.0}, {"band_low", 0}, {"band_high", 1}});
  Json& series = document["policies"][0]["series"][0];
  series["values"] = Json::array();
  for (int i = 0; i < 50000; ++i) series["values"].push_back(i % 3 == 0 ? 3 : 0);
  const Result<StudyPage, ReportError> read = read_study(document.dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const Json thinned = Json::parse(read.value().script_json);
  const Json& points = thinned["detections"][0]["time_to_detect"]["curve"];
  EXPECT_EQ(points.size(), kMostCurvePoints);
  EXPECT_EQ(points.front()["at_seconds"], 0);
  EXPECT_EQ(points.back()["at_seconds"], 5000);
  // 50 000 values become means of three, over steps of three minutes.
  const Json& values = thinned["policies"][0]["series"][0];
  EXPECT_EQ(values["values"].size(), 16667U);
  EXPECT_EQ(values["step_seconds"], 180.0);
  EXPECT_EQ(values["values"][0], 1.0);
  EXPECT_FALSE(thinned["policies"][0]["measures"][0].contains("per_replication"));
}

}  // namespace
}  // namespace picket
