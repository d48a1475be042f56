// The reader of sweep.json: fields come through, kinds and points are checked, and faults are named with their place.

#include "reports/sweep_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/reports/sample_sweep.h"

namespace picket {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string sweep_fault(const OrderedJson& json) {
  const auto read = read_sweep(json.dump());
  return read.ok() ? "" : read.error().says;
}

TEST(SweepReader, reads_parameters_points_and_measures) {
  const auto read = read_sweep(sample_sweep().dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const SweepStudy& study = read.value();
  EXPECT_EQ(study.kind, "sweep");
  EXPECT_EQ(study.points.size(), 16U);
  ASSERT_EQ(study.parameters.size(), 3U);
  EXPECT_TRUE(study.parameters[0].log);
  EXPECT_FALSE(study.parameters[1].is_number);
  EXPECT_EQ(study.points[3].values[1], "cbor");
  EXPECT_EQ(study.points[0].results[0].measures[0].estimate.n, 12U);
  EXPECT_FALSE(study.tune);
}

TEST(SweepReader, reads_what_a_tuner_adds) {
  SweepSampleOptions options;
  options.tune = true;
  const auto read = read_sweep(sample_sweep(options).dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  ASSERT_TRUE(read.value().tune);
  const TuneData& tune = *read.value().tune;
  EXPECT_EQ(tune.certified[1].runs_missing.value(), 120);
  EXPECT_FALSE(tune.certified[0].runs_missing);
  EXPECT_EQ(tune.cheapest_certified.value(), "p0002");
  EXPECT_TRUE(std::isnan(tune.hypervolume[0]));
  EXPECT_EQ(tune.constraints[0].says, "detected by deadline at least 0.95");
}

TEST(SweepReader, replications_that_say_nothing_are_not_counted) {
  OrderedJson json = sample_sweep();
  json["points"][0]["results"][0]["measures"][1]["per_replication"][4] = nullptr;
  EXPECT_EQ(read_sweep(json.dump()).value().points[0].results[0].measures[1].estimate.n, 11U);
}

TEST(SweepReader, faults_are_named_with_their_place) {
  OrderedJson json = sample_sweep();
  json["points"][2].erase("values");
  EXPECT_EQ(sweep_fault(json), "sweep.json.points[2].values: expected this field, which is missing");
  json = sample_sweep();
  json["points"][2]["numbers"] = {1};
  EXPECT_EQ(sweep_fault(json), "sweep.json.points[2].numbers: expected one for each of the 3 parameters");
  json = sample_sweep();
  json["kind"] = "tune";
  EXPECT_EQ(sweep_fault(json), "sweep.json.tune: expected this field, which is missing");
  json["kind"] = "walk";
  EXPECT_EQ(sweep_fault(json), "sweep.json.kind: expected \"sweep\" or \"tune\", not \"walk\"");
  json = sample_sweep();
  json["points"] = OrderedJson::array();
  EXPECT_EQ(sweep_fault(json), "sweep.json.points: expected at least one point");
  json = sample_sweep();
  json["schema_version"] = 2;
  EXPECT_EQ(sweep_fault(json), "sweep.json: schema_version 2 is not known; this program reads version 1");
  EXPECT_EQ(read_sweep("{").error().says, "sweep.json: this is not a complete JSON document");
  EXPECT_EQ(read_sweep("[]").error().says, "sweep.json: expected an object");
}

}  // namespace
}  // namespace picket
