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
