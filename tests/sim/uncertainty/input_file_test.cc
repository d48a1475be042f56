#include "sim/uncertainty/input_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/experiment/small_study.h"
#include "tests/sim/uncertainty/small_inputs.h"

namespace picket::sim {
namespace {

using test::read_inputs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string& resolved() {
  static const std::string kText = write_scenario_yaml(test::small_scenario(test::few_kiosks()));
  return kText;
}

TEST(InputFile, finds_the_values_that_an_input_moves) {
  const auto read = read_inputs(R"(
title: Two
inputs:
  - {path: intel.listed_share, range: 0.1..0.6}
  - {path: networks.*.loss_ratio, factor: 0.5..2, shape: log_uniform}
  - {path: "attacks[*].start", factor: 0.5..2}
)", resolved());
  ASSERT_TRUE(read.inputs) << read.told;
  const UncertainInputs& inputs = *read.inputs;
  EXPECT_EQ(inputs.title, "Two");
  ASSERT_EQ(inputs.inputs.size(), 2U);
  ASSERT_EQ(inputs.inputs[0].values.size(), 1U);
  EXPECT_EQ(inputs.inputs[0].values[0].stated.number, 0.3);
  EXPECT_EQ(inputs.inputs[0].values[0].low, 0.1);
  const MovedValue& loss = inputs.inputs[1].values.at(0);
  EXPECT_EQ(loss.path, "networks.lte.loss_ratio");
  EXPECT_DOUBLE_EQ(loss.high, 2 * loss.stated.number);
  EXPECT_THAT(inputs.not_here, ElementsAre("attacks[*].start"));
}

TEST(InputFile, rounds_what_takes_no_fraction) {
  const auto read = read_inputs("inputs: [{path: intel.unrelated_indicators, factor: 0.5..2}, {path: fleet.kiosk.public_share, range: 0..1}]", resolved());
  ASSERT_TRUE(read.inputs) << read.told;
  const MovedValue& whole = read.inputs->inputs[0].values.at(0);
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(drawn_text(whole, InputShape::kUniform, 0.11111), "6667");
  EXPECT_FALSE(read.inputs->inputs[1].values.at(0).whole);
}

TEST(InputFile, tells_everything_that_is_wrong_at_once) {
  const auto read = read_inputs(R"(
inputs:
  - {path: intel.listed_share, range: 0.1..0.6, factor: 0.5..2}
  - {path: intel.listed_share}
  - {path: pipeline.processing_delay, range: 1..2}
  - {path: intel.unrelated_indicators, range: 9..3}
  - {path: name, factor: 1..2}
  - {path: fleet.kiosk.public_share, range: 0..7}
  - {path: intel.listed_share, range: 0..1, shape: log_uniform}
  - {path: pipeline.suppression, factor: 1 min..2 min}
  - {path: intel.listed_share, range: 0.4..0.6, shape: triangular}
  - {path: pipeline.lateness, range: 1 h..3 h:1 h}
)", resolved());
  EXPECT_FALSE(read.inputs);
  EXPECT_THAT(read.told, AllOf(HasSubstr("either a range or a factor"), HasSubstr("the range has another unit"), HasSubstr("is no range to draw from"),
                               HasSubstr("which is no number"), HasSubstr("the scenario is wrong at its high end"), HasSubstr("a factor has no unit"),
                               HasSubstr("a triangle has its top there"), HasSubstr("has steps")));
  EXPECT_THAT(read.told, HasSubstr("of log_uniform, the low end is above 0"));
}

TEST(InputFile, refuses_two_inputs_for_one_value_and_files_without_any) {
  const auto twice = read_inputs("inputs: [{path: intel.listed_share, range: 0..1}, {path: intel.*, range: 0..1}]", resolved());
  EXPECT_FALSE(twice.inputs);
  EXPECT_THAT(twice.told, HasSubstr("intel.listed_share is moved by an earlier input, too"));
  const auto seeds = read_inputs("inputs: [{path: seed, range: 1..6}, {path: duration, factor: 0.5..2}]", resolved());
  EXPECT_FALSE(seeds.inputs);
  EXPECT_THAT(seeds.told, AllOf(HasSubstr("seed is no estimate of the world"), HasSubstr("duration is no estimate of the world")));
  const auto none = read_inputs("inputs: [{path: intel.listed_shares, range: 0..1}]", resolved());
  EXPECT_FALSE(none.inputs);
  EXPECT_THAT(none.told, HasSubstr("no value for any of these inputs"));
}

std::string with_fleet(const std::string& fleet) {
  std::vector<std::string> sets = test::few_kiosks();
  for (std::string& set : sets) {
    if (set.starts_with("fleet=")) set = "fleet=" + fleet;
  }
  return write_scenario_yaml(test::small_scenario(sets));
}

TEST(InputFile, tells_as_not_drawn_what_a_factor_does_not_move) {
  const std::string with_zero = with_fleet("[{device_class: kiosk, count: 2, sites: 1, access: {lte: 1}, public_share: 0}]");
  const auto one = read_inputs("inputs: [{path: fleet.kiosk.public_share, factor: 0.5..2}, {path: intel.listed_share, range: 0..1}]", with_zero);
  ASSERT_TRUE(one.inputs) << one.told;
  EXPECT_THAT(one.inputs->not_drawn, ElementsAre("fleet.kiosk.public_share"));
  EXPECT_THAT(one.inputs->not_here, ::testing::IsEmpty());
  ASSERT_EQ(one.inputs->inputs.size(), 1U);
  EXPECT_EQ(one.inputs->inputs[0].input.path, "intel.listed_share");
  const auto alone = read_inputs("inputs: [{path: fleet.kiosk.public_share, factor: 0.5..2}]", with_zero);
  EXPECT_FALSE(alone.inputs);
  EXPECT_THAT(alone.told, HasSubstr("nothing moves any value of these inputs"));
}

TEST(InputFile, moves_what_is_not_zero_of_a_pattern) {
  const std::string mixed = with_fleet(
      "[{device_class: kiosk, count: 2, sites: 1, access: {lte: 1}, public_share: 0}, "
      "{device_class: ev_charger, count: 2, sites: 1, access: {lte: 1}, public_share: 0.25}]");
  const auto read = read_inputs("inputs: [{path: \"fleet[*].public_share\", factor: 0.5..2}]", mixed);
  ASSERT_TRUE(read.inputs) << read.told;
  EXPECT_THAT(read.inputs->not_drawn, ::testing::IsEmpty());
  ASSERT_EQ(read.inputs->inputs.at(0).values.size(), 1U);
  EXPECT_EQ(read.inputs->inputs[0].values[0].stated.number, 0.25);
}

// Closed formulas of the inverse distribution functions.
TEST(InputFile, draws_by_inverse_distribution_functions) {
  MovedValue value;
  value.stated = read_level("3");
  value.low = 1;
  value.high = 9;
  EXPECT_EQ(drawn_text(value, InputShape::kUniform, 0.25), "3");
  EXPECT_EQ(drawn_text(value, InputShape::kLogUniform, 0.5), "3");
  EXPECT_EQ(drawn_text(value, InputShape::kTriangular, 0.25), "3");  // the top, at a quarter of the way
  EXPECT_EQ(drawn_text(value, InputShape::kTriangular, 1), "9");
  value.stated = read_level("3 min");
  value.low = 60;
  value.high = 540;
  EXPECT_EQ(drawn_text(value, InputShape::kUniform, 0.5), "300 s");
}

const ReadyInput* input_of(const UncertainInputs& inputs, std::string_view path) {
  for (const ReadyInput& one : inputs.inputs) {
    if (one.input.path == path) return &one;
  }
  return nullptr;
}

TEST(InputFile, adds_the_ranges_of_fields_and_wins_over_them) {
  const auto read = read_inputs(R"(
field_ranges: true
keep: [pipeline.hub_watch, intel.unrelated_indicators]
inputs:
  - {path: intel.listed_share, range: 0.2..0.3}
)", write_scenario_yaml(test::small_scenario({})));
  ASSERT_TRUE(read.inputs) << read.told;
  const UncertainInputs& inputs = *read.inputs;
  const ReadyInput* share = input_of(inputs, "intel.listed_share");
  ASSERT_NE(share, nullptr);
  EXPECT_FALSE(share->is_field);
  EXPECT_EQ(share->values.at(0).high, 0.3);
  const ReadyInput* delay = input_of(inputs, "pipeline.processing_delay");
  ASSERT_NE(delay, nullptr);
  EXPECT_TRUE(delay->is_field);
  EXPECT_EQ(delay->values.at(0).high, 60);
  EXPECT_EQ(input_of(inputs, "pipeline.hub_watch.flood.window"), nullptr) << "kept with what it is below";
  EXPECT_EQ(input_of(inputs, "intel.unrelated_indicators"), nullptr) << "kept by name";
  std::vector<std::string> paths;
  for (const ReadyInput& one : inputs.inputs) {
    for (const MovedValue& value : one.values) paths.push_back(value.path);
  }
  std::sort(paths.begin(), paths.end());
  EXPECT_EQ(std::adjacent_find(paths.begin(), paths.end()), paths.end()) << "no value is drawn twice";
}

TEST(InputFile, draws_no_field_without_being_asked) {
  const auto read = read_inputs("inputs: [{path: intel.listed_share, range: 0.2..0.3}]", resolved());
  ASSERT_TRUE(read.inputs) << read.told;
  EXPECT_EQ(read.inputs->inputs.size(), 1U);
}

// Each end fits the other's stated value; the low end of one and the high end of the other do not.
TEST(InputFile, refuses_draws_that_do_not_fit_together) {
  std::vector<std::string> sets = test::few_kiosks();
  sets.emplace_back("replications=60");
  const auto read = read_inputs(R"(
inputs:
  - {path: pipeline.peer_shift.min_devices, range: 1..19}
  - {path: pipeline.peer_shift.max_devices, range: 3..30}
)", write_scenario_yaml(test::small_scenario(sets)));
  EXPECT_FALSE(read.inputs);
  EXPECT_THAT(read.told, AllOf(HasSubstr("draws values that do not fit together"), HasSubstr("pipeline.peer_shift.min_devices"), HasSubstr("name a field under 'keep'")));
}

TEST(InputFile, that_ships_fits_the_quick_scenario) {
  const std::string root = std::string(PICKET_SOURCE_DIR) + "/scenarios/";
  Diagnostics diagnostics;
  const LoadResult loaded = load_scenario(root + "smoke/quick.yaml", {}, "", diagnostics);
  ASSERT_TRUE(loaded.ok()) << diagnostics.text();
  EXPECT_EQ(uncertainty_path("inputs", root + "."), root + "./uncertainty/inputs.yaml");
  EXPECT_EQ(uncertainty_path("my/own.yaml", root), "my/own.yaml");
  Diagnostics own;
  const auto inputs = read_uncertain_inputs(root + "uncertainty/inputs.yaml", write_scenario_yaml(*loaded.scenario), own);
  ASSERT_TRUE(inputs) << own.text();
  EXPECT_GT(inputs->inputs.size(), 60U);
  EXPECT_THAT(inputs->not_drawn, ::testing::IsEmpty());
  EXPECT_THAT(inputs->not_here, ::testing::IsEmpty());
  for (const ReadyInput& ready : inputs->inputs) EXPECT_FALSE(ready.input.source.empty()) << ready.input.path;
}

}  // namespace
}  // namespace picket::sim
