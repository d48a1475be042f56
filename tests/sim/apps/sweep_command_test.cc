// sweep, from the command line to its files and exit codes.

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
namespace fs = std::filesystem;

class SweepCommand : public Program {
 protected:
  static std::string tiny(const std::string& more) {
    return "sweep " + scenario("studies/window_curve.yaml") + " --quiet --set 'policy.g2_linux.medium=[30 min, 60 min]' --set 'warm_up=0 s' --set 'duration=30 min'"
           " --set 'fleet=[{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]' --set 'attacks=[]' --replications 1 " + more;
  }
};

TEST_F(SweepCommand, the_example_says_what_it_would_take) {
  const Said said = picket("sweep " + scenario("studies/window_curve.yaml") + " --dry-run");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("points:       8 (full factorial, 8 levels)"));
  EXPECT_THAT(said.out, HasSubstr("simulations:  80, each a replication of a point under 1 policy; 0 are there, 80 are missing"));
  EXPECT_THAT(said.out, HasSubstr("nothing was run"));
  EXPECT_FALSE(fs::exists(file("out")));
}

TEST_F(SweepCommand, writes_its_files_and_shards_make_the_same) {
  const Said whole = picket(tiny("--out whole --format json"));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const auto json = nlohmann::json::parse(whole.out);
  EXPECT_EQ(json.at("points").size(), 2U);
  for (const char* name : {"study.yaml", "scenario.yaml", "sweep.json", "measures.csv", "points.csv"}) {
    EXPECT_TRUE(fs::exists(file("whole/" + json.at("study_id").get<std::string>() + "/" + name))) << name;
  }
  for (const char* part : {"1/2", "2/2"}) EXPECT_EQ(picket(tiny("--out parts --shard " + std::string(part))).exit_code, 0) << part;
  const Said merged = picket(tiny("--out parts --format json"));
  ASSERT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_EQ(nlohmann::json::parse(merged.out).at("digest"), json.at("digest"));
}

// The study of `picket tune` has ranges without levels.
TEST_F(SweepCommand, refuses_a_study_that_is_to_be_searched) {
  const Said said = picket("sweep " + scenario("studies/tune_picket.yaml") + " --dry-run");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("'picket tune' searches a study with `tune`"));
}

// The folder of a study of one's own has no library above it.
TEST_F(SweepCommand, a_search_finds_the_built_in_library) {
  write("tiny.yaml", "name: tiny\npolicies: [{use: g2_linux}, {use: picket}]\nfleet: [{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]\n");
  write("search.yaml", "name: search\nscenario: tiny.yaml\nsweep:\n  parameters: [{path: policy.picket.max_delay, range: log(1 s..30 min)}]\n"
                       "tune: {policy: picket, objectives: [{measure: cost_usd_per_month}]}\n");
  const Said said = picket("tune " + file("search.yaml") + " --dry-run");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(picket("validate " + file("search.yaml")).exit_code, 0);
}

TEST_F(SweepCommand, wrong_input_is_exit_code_2) {
  const Said said = picket("sweep " + scenario("smoke/quick.yaml") + " --set 'policy.g2_linx.medium=1 h..2 h:1 h'");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("did you mean 'g2_linux'?"));
  EXPECT_EQ(picket("sweep " + scenario("smoke/quick.yaml")).exit_code, 2);
}

}  // namespace
}  // namespace picket::sim
