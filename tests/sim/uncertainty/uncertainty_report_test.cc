#include "sim/uncertainty/uncertainty_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

UncertaintyResult made() {
  UncertaintyResult r;
  r.file = "inputs.yaml";
  r.title = "Estimates";
  r.draws = 30;
  for (int i = 0; i < 7; ++i) r.inputs.push_back({"input" + std::to_string(i), "", "estimate", "own", "uniform", "1", "0", "2", 1});
  r.not_here = {"elsewhere"};
  MeasureUncertainty m;
  m.policy = "picket";
  m.measure = "uplink_bytes_per_device_day";
  m.unit = "B";
  m.stated = {1000, 900, 1100, false, 30};
  m.drawn = {1200, 800, 1600, false, 30};
  m.seed_sd = 100;
  m.input_sd = 400;
  m.p05 = 500;
  m.p95 = 2000;
  m.influences.push_back({2, 0.9, 0.8, 0.95, 0.81, 0.03125});
  for (std::size_t i = 0; i < 7; ++i) {
    if (i != 2) m.influences.push_back({i, -0.1, -0.4, 0.3, 0.01, 1});
  }
  r.measures.push_back(m);
  r.warnings = {"few"};
  return r;
}

TEST(UncertaintyReport, shows_both_spreads_and_the_five_that_move_most) {
  const std::string text = uncertainty_text(made(), false);
  EXPECT_THAT(text, HasSubstr("30 draws of 7 inputs (Estimates)"));
  EXPECT_THAT(text, HasSubstr("1 kB [900 B, 1.1 kB]"));
  EXPECT_THAT(text, HasSubstr("    input2 81 % (+0.90 [0.80, 0.95])\n    ~ input0 1 % (-0.10 [-0.40, 0.30])"));
  EXPECT_THAT(text, HasSubstr("~ input4"));
  EXPECT_THAT(text, Not(HasSubstr("~ input5")));
  EXPECT_THAT(text, HasSubstr("not in this scenario: 1 inputs"));
  EXPECT_THAT(text, HasSubstr("note: few"));
}

TEST(UncertaintyReport, writes_everything_for_programs) {
  const auto json = nlohmann::json::parse(uncertainty_json(made()));
  EXPECT_EQ(json["schema"], "picket.uncertainty");
  EXPECT_EQ(json["measures"][0]["influences"].size(), 7U);
  EXPECT_EQ(json["measures"][0]["influences"][0]["path"], "input2");
  EXPECT_EQ(json["measures"][0]["input_sd"], 400.0);
  const std::string csv = uncertainty_csv(made());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 8);
  EXPECT_THAT(csv, HasSubstr("picket,uplink_bytes_per_device_day,B,1000,900,1100,1200,500,2000,100,400,input2,0.9,0.8,0.95,0.81,0.03125\n"));
}

}  // namespace
}  // namespace picket::sim
