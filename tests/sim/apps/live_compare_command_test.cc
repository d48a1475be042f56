// `picket live compare`, started as a user starts it, on a study that the program made and a live fleet's file made of it.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/apps/program.h"
#include "tests/sim/live/compare/small_fleet_study.h"

namespace picket::sim::test {
namespace {

class LiveCompareCommand : public Program {
 protected:
  void SetUp() override {
    const Said run = picket("run '" + write("fleet.yaml", kSmallFleet) + "' --replications 1 --threads 1 -q");
    ASSERT_EQ(run.exit_code, 0) << run.err;
    simulated_ = read_simulated_measures(file("out/latest"), "g1_c");
    live_ = live_of_small_fleet(simulated_);
    std::filesystem::create_directories(file("live"));
    write_live(live_);
    write("live/scenario.yaml", simulated_.resolved_scenario);
  }
  void write_live(const FleetMeasures& live) const { write("live/live_fleet.json", fleet_measures_json(live)); }
  void expect_refused(const std::string& arguments, const std::string& says) const {
    const Said said = picket("live compare " + arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments << "\n" << said.err;
    EXPECT_NE(said.err.find(says), std::string::npos) << says << "\n" << said.err;
    EXPECT_EQ(said.out, "") << arguments;
  }

  SimulatedMeasures simulated_;
  FleetMeasures live_;
};

TEST_F(LiveCompareCommand, what_was_played_as_simulated_agrees_and_its_line_becomes_a_profile) {
  const Said said = picket("live compare out/latest live --write-profile here.yaml --profile-name here");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  EXPECT_NE(said.out.find("0 are flagged"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("written to here.yaml"), std::string::npos) << said.out;
  std::string scenario = "include: [here.yaml]\n" + std::string(kSmallFleet).substr(1);
  for (std::size_t at = scenario.find("ethernet"); at != std::string::npos; at = scenario.find("ethernet")) scenario.replace(at, 8, "here");
  const Said valid = picket("validate '" + write("with_line.yaml", scenario) + "'");
  EXPECT_EQ(valid.exit_code, 0) << valid.out << valid.err;
  expect_refused("out/latest live --write-profile here.yaml", "here.yaml: is there already; --force replaces it");
}

TEST_F(LiveCompareCommand, a_flagged_measure_is_exit_code_1_and_json_says_which) {
  ++live_.all.generated;
  ++live_.all.delivered;
  live_.classes.front() = live_.all;
  write_live(live_);
  const Said said = picket("live compare out/latest live/live_fleet.json --json");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("measures").at(0).at("measure"), "messages_generated");
  EXPECT_EQ(json.at("measures").at(0).at("verdict"), "flagged");
}

TEST_F(LiveCompareCommand, the_alerts_of_a_workspace_are_compared_by_type) {
  // A workspace without an alert of the fleet's devices: those of the simulation are missing.
  std::filesystem::copy_file(simulated_.workspace, file("workspace.sqlite"));
  const Said said = picket("live compare out/latest live --workspace workspace.sqlite");
  EXPECT_NE(said.out.find("alerts."), std::string::npos) << said.out;
}

TEST_F(LiveCompareCommand, another_commit_is_said_first) {
  live_.commit = "0123abc";
  write_live(live_);
  const Said said = picket("live compare out/latest live");
  EXPECT_TRUE(said.out.starts_with("differs: program: commit 0123abc live, ")) << said.out;
}

TEST_F(LiveCompareCommand, what_cannot_be_compared_is_refused) {
  expect_refused("out/latest nowhere", "nowhere: there is no such file");
  expect_refused("nowhere live", "nowhere: there is no such folder");
  expect_refused("out/latest live --tolerance '5 m' --profile-name a/b --workspace none.sqlite", "3 errors; nothing was run.");
  FleetMeasures other = live_;
  other.seed = 6;
  write_live(other);
  expect_refused("out/latest live", "seed: 6 live, 5 simulated");
  other = live_;
  other.policy = "picket";
  write_live(other);
  expect_refused("out/latest live", "the live fleet had policy 'picket', of which no run is here; there are g1_c");
  write("live/live_fleet.json", "{\"schema\": ");
  expect_refused("out/latest live", "live_fleet.json: is no JSON: line 1");
  write_live(live_);
  write("live/scenario.yaml", simulated_.resolved_scenario + "# changed\n");
  expect_refused("out/latest live", "is not the scenario that was played");
  std::string longer = simulated_.resolved_scenario;
  const std::size_t at = longer.find("count: 5");
  ASSERT_NE(at, std::string::npos);
  longer.replace(at, 8, "count: 6");
  write("live/scenario.yaml", longer);
  other = live_;
  other.scenario_digest = fingerprint_of_scenario(longer);
  write_live(other);
  expect_refused("out/latest live", "fleet[0].count: 6 live, 5 simulated");
}

TEST_F(LiveCompareCommand, too_few_messages_give_no_profile) {
  live_.all.publish_delay = {};
  live_.classes.front().publish_delay = {};
  write_live(live_);
  expect_refused("out/latest live --write-profile here.yaml", "--write-profile: 0 messages were acknowledged");
  EXPECT_FALSE(std::filesystem::exists(file("here.yaml")));
}

class LiveCompareHelp : public Program {};

TEST_F(LiveCompareHelp, shows_how_to_begin) { expect_golden("live_compare_help.txt", picket("live compare --help").out); }

}  // namespace
}  // namespace picket::sim::test
