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
  for (int i = 0; i < 7; ++i) r.inputs.push_back({"input" + std::to_string(i), i < 6 ? "file" : "field", "", "estimate", "own", "uniform", "1", "0", "2", 1});
  r.not_here = {"elsewhere"};
  r.not_drawn = {"pipeline.lateness"};
  r.commit = "abc";
  MeasureUncertainty m;
  m.policy = "picket";
  m.measure = "uplink_bytes_per_device_day";
  m.unit = "B";
  m.stated = {1000, 900, 1100, false, 30};
  m.drawn = {1200, 800, 1600, false, 30};
  m.seed_sd = 100;
  m.input_sd = 400;
  m.input_share = Estimate{.value = 0.75, .ci_low = 0.5, .ci_high = 0.875, .n = 30};
  m.r_squared = 0.5;
  m.caution = "little is told";
  m.p05 = 500;
  m.p95 = 2000;
  m.influences.push_back({2, 0.85, 0.9, 0.8, 0.95, 0.81, 0.03125});
  for (std::size_t i = 0; i < 7; ++i) {
    if (i != 2) m.influences.push_back({i, -0.2, -0.1, -0.4, 0.3, 0.01, 1});
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
  EXPECT_THAT(text, HasSubstr("uplink bytes per device day (adjusted R2 0.50; little is told):\n"));
  EXPECT_THAT(text, HasSubstr("variance from inputs"));
  EXPECT_THAT(text, HasSubstr("75 % [50"));
  EXPECT_THAT(text, HasSubstr("as stated, since nothing moves them (0 times a factor) or the scenario does not take both ends of their ranges: pipeline.lateness\n"));
}

// A hundred fields in their ranges would bury the table: those that no measure lists are counted.
TEST(UncertaintyReport, counts_the_fields_that_no_measure_lists) {
  const std::string text = uncertainty_text(made(), false);
  EXPECT_THAT(text, HasSubstr("and 1 fields in their plausible ranges that no measure lists below"));
  EXPECT_THAT(text, Not(HasSubstr("input6")));
  EXPECT_THAT(text, HasSubstr("input5")) << "the file's own are always listed";
}

TEST(UncertaintyReport, one_replication_shows_no_spread) {
  UncertaintyResult r = made();
  MeasureUncertainty& m = r.measures[0];
  m.seed_sd = m.total_sd = m.input_sd = m.p05 = m.p50 = m.p95 = kNoSpread;
  m.input_share.reset();
  const std::string text = uncertainty_text(r, false);
  EXPECT_THAT(text, Not(HasSubstr("– B")));
  EXPECT_THAT(text, Not(HasSubstr("– to")));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
  EXPECT_TRUE(nlohmann::json::parse(uncertainty_json(r))["measures"][0]["seed_sd"].is_null());
  EXPECT_THAT(uncertainty_csv(r), HasSubstr(",1200,,,,,"));  // p05, p95 and both standard deviations
}

TEST(UncertaintyReport, shows_correlations_where_there_is_no_regression) {
  UncertaintyResult r = made();
  r.measures[0].r_squared.reset();
  r.measures[0].caution = "one input at a time";
  for (InputInfluence& one : r.measures[0].influences) one.coefficient.reset();
  EXPECT_THAT(uncertainty_text(r, false), HasSubstr("(one input at a time):\n    input2 81 % (+0.85 [0.80, 0.95])"));
}

TEST(UncertaintyReport, writes_everything_for_programs) {
  const auto json = nlohmann::json::parse(uncertainty_json(made()));
  EXPECT_EQ(json["schema"], "picket.uncertainty");
  EXPECT_EQ(json["measures"][0]["influences"].size(), 7U);
  EXPECT_EQ(json["measures"][0]["influences"][0]["path"], "input2");
  EXPECT_EQ(json["measures"][0]["input_sd"], 400.0);
  EXPECT_EQ(json["measures"][0]["influences"][0]["coefficient"], 0.9);
  EXPECT_EQ(json["measures"][0]["input_share"]["ci_low"], 0.5);
  EXPECT_EQ(json["inputs"][6]["from"], "field");
  EXPECT_EQ(json["commit"], "abc");
  const std::string csv = uncertainty_csv(made());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 8);
  EXPECT_THAT(csv, HasSubstr("picket,uplink_bytes_per_device_day,B,1000,900,1100,1200,500,2000,100,400,0.75,0.5,0.875,0.5,input2,0.85,0.9,0.8,0.95,0.81,0.03125\n"));
}

}  // namespace
}  // namespace picket::sim
