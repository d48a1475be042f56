// tune, from the command line to its files and exit codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class TuneCommand : public Program {
 protected:
  TuneCommand() {
    write("tiny.yaml", R"(name: tiny
title: Two kiosks
seed: 3
replications: 2
warm_up: 0 s
duration: 30 min
wire: sized
store: findings
reference_policy: g2_linux
policies: [{use: g2_linux}, {use: picket}]
fleet:
  - {device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: a15_reverse_shell, start: 5 min, targets: {device_class: kiosk, count: 1}}
)");
    write("tune.yaml", R"(name: tiny_tune
scenario: tiny.yaml
policies: [g2_linux, picket]
sweep:
  parameters:
    - {path: policy.picket.max_delay, range: log(1 s..5 min)}
tune:
  policy: picket
  reference: g2_linux
  objectives: [{measure: uplink_bytes_per_device_day}]
  constraints: [{measure: detected_by_deadline, attack: shell, within: 20 min, at_least: 0.3, confidence: 0.8}]
  evaluations: 3
  replications: 2
  select_replications: 0
  certification: {candidates: 1, replications: 6}
)");
  }
  Said tune(const std::string& more) const {
    return picket("tune tune.yaml --quiet --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios " + more);
  }
};

TEST_F(TuneCommand, certifies_a_policy_and_leaves_it_ready_to_use) {
  const Said said = tune("--out o --format json");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("kind"), "tune");
  EXPECT_EQ(json.at("points").size(), 3U);
  ASSERT_EQ(json.at("tune").at("certified").size(), 1U);
  EXPECT_EQ(json.at("tune").at("certified").at(0).at("verdict"), "PASS");
  const std::string folder = "o/" + json.at("study_id").get<std::string>() + "/";
  for (const char* name : {"tune.json", "measures.csv", "certified_policy.yaml", "report.html", "scenario.yaml", "study.yaml"}) {
    EXPECT_TRUE(fs::exists(file(folder + name))) << name;
  }
  const Said valid = picket("validate " + folder + "certified_policy.yaml --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios");
  EXPECT_EQ(valid.exit_code, 0) << valid.err;

  // Its certification is run again, from the study that is kept beside it.
  const Said repeated = picket("reproduce " + folder + " --quiet");
  EXPECT_EQ(repeated.exit_code, 0) << repeated.out << repeated.err;
  EXPECT_THAT(repeated.out, AllOf(HasSubstr("reproduced: digest " + json.at("digest").get<std::string>()), HasSubstr("runs of the search are taken as they are")));

  // The same again, from the runs that are there.
  const Said again = tune("--out o --format json");
  EXPECT_EQ(nlohmann::json::parse(again.out).at("digest"), json.at("digest"));
  EXPECT_THAT(tune("--out o").out, AllOf(HasSubstr("PASS: "), HasSubstr("certified on fresh random numbers"), HasSubstr("report:  o/tiny_tune")));
}

TEST_F(TuneCommand, says_what_it_would_take_and_runs_nothing) {
  const Said said = tune("--dry-run");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("nothing was run"), HasSubstr("3 policies x 2 replications")));
  EXPECT_FALSE(fs::exists(file("out")));
}

TEST_F(TuneCommand, wrong_input_is_exit_code_2_here_and_in_validate) {
  const std::string set = "--set 'tune.objectives=[{measure: uplink_byte_per_device_day}]'";
  const Said said = tune(set);
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("uplink_bytes_per_device_day"));
  const std::string library = " --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios";
  EXPECT_EQ(picket("validate tune.yaml" + library).exit_code, 0);
  EXPECT_EQ(picket("validate tune.yaml " + set + library).exit_code, 2);
  EXPECT_EQ(picket("tune tiny.yaml" + library).exit_code, 2);
}

}  // namespace
}  // namespace picket::sim
