// attacks, from the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

TEST_F(Program, attacks_ls_names_every_file_of_the_library) {
  const Said said = picket("attacks ls");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scenario("attacks"))) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    EXPECT_THAT(said.out, HasSubstr(entry.path().stem().string()));
  }
  const auto json = nlohmann::json::parse(picket("attacks ls --format json").out);
  EXPECT_EQ(json.size(), files);
  EXPECT_EQ(json.at(0).at("id"), "A01");
}

TEST_F(Program, attacks_show_tells_one_attack) {
  test::expect_golden("attacks_show.txt", picket("attacks show a21_defences_off").out);
}

TEST_F(Program, attacks_show_lists_ranges_and_what_a_variant_draws) {
  test::expect_golden("attacks_show_ranges.txt", picket("attacks show a28_beacon").out);
  const Said usual = picket("attacks show a28_beacon a05_mozi --variant 2");
  const Said held_out = picket("attacks show a28_beacon a05_mozi --variant 2 --held-out");
  EXPECT_EQ(usual.exit_code, 0) << usual.err;
  test::expect_golden("attacks_show_variant.txt", usual.out + held_out.out);
  const auto json = nlohmann::json::parse(picket("attacks show a28_beacon --variant 2 --format json").out);
  EXPECT_EQ(json.at(0).at("variant"), 2);
  EXPECT_EQ(json.at(0).at("parameters").at("spare_probability"), 0.2);
  EXPECT_THAT(usual.out, HasSubstr("period = " + json.at(0).at("parameters").at("period").dump().substr(0, 2)));
  const auto listed = nlohmann::json::parse(picket("attacks show a28_beacon --format json").out);
  EXPECT_EQ(listed.at(0).at("parameters").at("period").at("held_out"), nlohmann::json({900, 43200}));
}

TEST_F(Program, attacks_show_refuses_variants_that_there_are_not) {
  const Said none = picket("attacks show a21_defences_off --variant 1");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("a21_defences_off has no ranges to draw a variant from"));
  EXPECT_EQ(picket("attacks show a28_beacon --variant 0").exit_code, 2);
  EXPECT_THAT(picket("attacks show a28_beacon --held-out").err, HasSubstr("add '--variant 1'"));
  EXPECT_THAT(picket("attacks ls --variant 1").err, HasSubstr("belong to 'attacks show NAME'"));
  const std::string wrong = write("wrong.yaml", "id: X\ntitle: y\nphases: []\nparameters:\n  rate: {says: x, value: 3, range: [1, 5], held_out: [4, 9]}\n");
  const Said said = picket("attacks show " + wrong + " --variant 1");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("wrong.yaml:5:"));
  EXPECT_THAT(said.err, HasSubstr("have numbers in common"));
}

TEST_F(Program, attacks_layer_is_json_for_the_navigator) {
  const auto layer = nlohmann::json::parse(picket("attacks layer --v19 a21_defences_off").out);
  EXPECT_EQ(layer.at("domain"), "enterprise-attack");
  EXPECT_EQ(layer.at("techniques").size(), 4U);  // T1078.003, T1685, T1685.004, T1686
}

TEST_F(Program, attacks_refuses_what_is_none) {
  const Said unknown = picket("attacks show a21_defence_off nothing_at_all");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'a21_defences_off'?"));
  EXPECT_THAT(unknown.err, HasSubstr("'nothing_at_all'"));
  EXPECT_EQ(picket("attacks show").exit_code, 2);
  const std::string wrong = write("wrong.yaml", "id: X\ntitle: y\nphazes: []\n");
  const Said said = picket("attacks show " + wrong);
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("did you mean 'phases'?"));
}

}  // namespace
}  // namespace picket::sim
