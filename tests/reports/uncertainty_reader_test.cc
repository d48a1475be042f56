#include "reports/uncertainty_reader.h"

#include <gtest/gtest.h>

#include "tests/reports/sample_uncertainty.h"

namespace picket {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string uncertainty_fault(const OrderedJson& json) {
  const auto read = read_uncertainty(json.dump());
  return read.ok() ? "" : read.error().says;
}

TEST(UncertaintyReader, reads_inputs_measures_and_influences) {
  const auto read = read_uncertainty(sample_uncertainty("picket", "abc").dump());
  ASSERT_TRUE(read.ok()) << read.error().says;
  const UncertaintyStudy& study = read.value();
  EXPECT_EQ(study.commit, "abc");
  EXPECT_EQ(study.draws, 30U);
  ASSERT_EQ(study.inputs.size(), 7U);
  EXPECT_EQ(study.inputs[2].path, "pipeline.input2");
  ASSERT_EQ(study.measures.size(), 2U);
  EXPECT_EQ(study.measures[0].stated.ci_low.value(), 900);
  EXPECT_EQ(study.measures[0].input_share.value().value, 0.75);
  EXPECT_EQ(study.measures[0].influences[0].coefficient.value(), 0.8);
  EXPECT_FALSE(study.measures[1].input_share);
  EXPECT_FALSE(study.measures[1].influences[0].coefficient);
  EXPECT_EQ(study.warnings.at(0), "30 draws are few.");
}

TEST(UncertaintyReader, names_what_is_wrong_with_its_place) {
  OrderedJson json = sample_uncertainty("picket", "abc");
  json["measures"][1]["influences"][3]["share"] = "much";
  EXPECT_EQ(uncertainty_fault(json), "uncertainty.json.measures[1].influences[3].share: expected a number");
  json = sample_uncertainty("picket", "abc");
  json["inputs"][0].erase("low");
  EXPECT_EQ(uncertainty_fault(json), "uncertainty.json.inputs[0].low: expected this field, which is missing");
  json["schema_version"] = 1;
  EXPECT_EQ(uncertainty_fault(json), "uncertainty.json: schema_version 1 is not known; this program reads version 2");
  json["schema"] = "picket.sweep";
  EXPECT_EQ(uncertainty_fault(json), "uncertainty.json: schema \"picket.sweep\" is not known; this program reads \"picket.uncertainty\"");
  EXPECT_EQ(read_uncertainty("{\"schema\"").error().says, "uncertainty.json: this is not a complete JSON document");
}

}  // namespace
}  // namespace picket
