// attacks run, from the command line to its table.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

const std::string kSmall = " --quiet --devices 3 --targets 1 --replications 5 --set 'warm_up=0 s' --set 'start_jitter=5 min'";

// Under `agentless` nobody sees the shell, under `raw` everybody does.
TEST_F(Program, attacks_run_tells_shares_times_and_where_misses_ended) {
  const Said said = picket("attacks run a15_reverse_shell --policy agentless --policy raw" + kSmall);
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("a15_reverse_shell A15, "));
  EXPECT_THAT(said.out, HasSubstr("1 of 3 devices (kiosk) attacked in each of 5 replications, seed 1"));
  EXPECT_THAT(said.out, ContainsRegex("agentless +5 +0 % \\["));
  EXPECT_THAT(said.out, ContainsRegex("raw +5 +100 % \\["));
  EXPECT_THAT(said.out, HasSubstr("not reached"));
  EXPECT_THAT(said.out, HasSubstr("Steps that were missed, of those that left evidence"));
  EXPECT_THAT(said.out, ContainsRegex("agentless: .*: 5 units"));
  EXPECT_THAT(said.out, HasSubstr("One of them, step by step: ./picket why out/"));
  EXPECT_THAT(said.out, HasSubstr("repeat: ./picket attacks run a15_reverse_shell --policy agentless"));
}

TEST_F(Program, attacks_run_takes_a_file_a_seed_and_json_and_repeats) {
  std::filesystem::copy_file(scenario("attacks/a15_reverse_shell.yaml"), file("mine.yaml"));
  const std::string arguments = "attacks run mine.yaml --policy raw --seed 7 --format json" + kSmall;
  const Said said = picket(arguments);
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("seed"), 7);
  EXPECT_EQ(json.at("replications"), 5);
  EXPECT_EQ(nlohmann::json::parse(picket(arguments + " --out again").out).at("digest"), json.at("digest"));
}

TEST_F(Program, attacks_run_refuses_what_it_cannot_run) {
  const Said unknown = picket("attacks run a15_reverse_shel");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'a15_reverse_shell'?"));
  EXPECT_THAT(picket("attacks run").err, HasSubstr("name one attack"));
  EXPECT_THAT(picket("attacks run a01_mirai a09_miner").err, HasSubstr("'picket suite' runs several"));
  const Said policy = picket("attacks run a09_miner --policy g2_linucks");
  EXPECT_EQ(policy.exit_code, 2);
  EXPECT_THAT(policy.err, HasSubstr("no policy is called 'g2_linucks'"));
  const Said variants = picket("attacks run a10_ssh_brute_force --set variants=2");
  EXPECT_EQ(variants.exit_code, 2) << "only the first would run";
  EXPECT_THAT(variants.err, HasSubstr("runs one attack, and these are 2 variants; 'picket suite "));
  for (const char* given : {"--policy picket", "--devices 3", "--targets 1"}) {
    const Said other = picket("attacks show a09_miner " + std::string(given));
    EXPECT_EQ(other.exit_code, 2) << given;
    EXPECT_THAT(other.err, HasSubstr("belong to 'attacks run NAME'")) << given;
  }
  const Said none = picket("attacks run a09_miner --devices 0");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("devices: 0 is outside"));
  EXPECT_FALSE(std::filesystem::exists(file("out")));
}

}  // namespace
}  // namespace picket::sim
