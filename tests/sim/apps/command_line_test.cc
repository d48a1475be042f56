// The line that repeats a call, and the seed that is drawn for one.

#include "sim/apps/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::Not;

class FreshSeed : public Program {
 protected:
  FreshSeed() {
    write("my suite.yaml", "name: mine\npolicies: [{use: agentless}]\nmax_replications: 3\ndevices: 2\ntargets: 1\nwarm_up: 0 s\nstart: 5 min\n"
                           "start_jitter: 1 min\nexpect: [{detected: {at_least: 0.8}}]\ncases: [{name: shell, attack: a15_reverse_shell}]\n");
  }
  static std::string library() { return " --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'"; }
};

TEST(CommandLine, is_quoted_for_a_shell) {
  EXPECT_EQ(command_line_of({"/usr/bin/picket", "run", "a/b-c_1.yaml", "--set", "seed=7", "fleet[0].count=2"}),
            "./picket run a/b-c_1.yaml --set seed=7 'fleet[0].count=2'");
}

TEST(CommandLine, has_the_drawn_seed_in_place_of_the_wish_for_one) {
  EXPECT_EQ(with_drawn_seed({"picket", "suite", "--seeds", "fresh", "x"}, 5), (std::vector<std::string>{"picket", "suite", "--seed", "5", "x"}));
  EXPECT_EQ(with_drawn_seed({"picket", "--seeds=fresh", "x"}, 5), (std::vector<std::string>{"picket", "--seed", "5", "x"}));
}

TEST_F(FreshSeed, is_in_the_result_and_its_repeating_command_gives_the_same) {
  const Said said = picket("suite 'my suite.yaml' --seeds fresh --format json --out first" + library());
  ASSERT_EQ(said.exit_code, 1) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  const std::uint64_t seed = json.at("seed");
  EXPECT_LT(seed, std::uint64_t{1} << 53);
  EXPECT_EQ(json.at("fresh_seed"), true);
  EXPECT_THAT(said.err, HasSubstr("fresh seed " + std::to_string(seed)));
  const std::string repeat = json.at("repeat_command");
  EXPECT_THAT(repeat, HasSubstr("./picket suite 'my suite.yaml' --seed " + std::to_string(seed) + " --format json"));
  EXPECT_THAT(repeat, Not(HasSubstr("--seeds")));
  const Said again = picket(repeat.substr(9) + " --quiet");
  const auto same = nlohmann::json::parse(again.out);
  EXPECT_EQ(same.at("digest"), json.at("digest"));
  EXPECT_EQ(same.at("suite_id"), json.at("suite_id"));
  EXPECT_EQ(same.at("simulations"), 0);  // all found
  EXPECT_EQ(same.at("fresh_seed"), false);
}

TEST_F(FreshSeed, is_another_each_time) {
  const auto seed = [&] { return nlohmann::json::parse(picket("suite 'my suite.yaml' --seeds=fresh --quiet --format json --replications 1" + library()).out).at("seed"); };
  EXPECT_NE(seed(), seed());
}

TEST_F(FreshSeed, is_no_choice_where_a_seed_is_given) {
  for (const char* given : {"--seed 4", "--set seed=4", "--baseline x"}) {
    const Said said = picket("suite 'my suite.yaml' --seeds fresh " + std::string(given) + library());
    EXPECT_EQ(said.exit_code, 2) << given;
    EXPECT_THAT(said.err, HasSubstr("--seeds fresh")) << given;
  }
  EXPECT_EQ(picket("suite 'my suite.yaml' --seeds random" + library()).exit_code, 2);
}

}  // namespace
}  // namespace picket::sim
