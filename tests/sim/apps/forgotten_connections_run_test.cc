// What a user reads of scenarios/smoke/forgotten_connections.yaml; its numbers are derived in tests/sim/experiment.

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
namespace fs = std::filesystem;

class ForgottenConnectionsRun : public Program {
 protected:
  nlohmann::json measures_in(const std::string& study) const {
    const fs::directory_iterator runs(fs::path(file(study)) / "runs");
    return nlohmann::json::parse(content_of((runs->path() / "measures.json").string()));
  }
};

TEST_F(ForgottenConnectionsRun, tells_them_by_policy_and_is_the_same_in_other_windows_and_threads) {
  const std::string run = "run " + scenario("smoke/forgotten_connections.yaml") + " --quiet --set 'duration=1 h'";
  const Said said = picket(run + " --threads 1 --out nat");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Connections that lines forgot in silence"));
  const auto measures = measures_in("nat/latest");
  EXPECT_GT(measures.at("nat").at("connections_lost").get<int>(), 300);
  EXPECT_THAT(content_of(file("nat/latest/measures.csv")), HasSubstr("connections_lost_by_nat_total"));

  const Said again = picket(run + " --threads 2 --set 'window=7 min' --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(measures_in("again/latest").at("digest"), measures.at("digest"));
  EXPECT_EQ(measures_in("again/latest").at("nat"), measures.at("nat"));
}

TEST_F(ForgottenConnectionsRun, says_nothing_of_lines_that_forget_nothing_and_warns_that_a_time_out_is_never_reached) {
  const Said said = picket("run " + scenario("smoke/forgotten_connections.yaml") +
                           " --quiet --set 'duration=20 min' --set client=python_sdk --out often");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, Not(HasSubstr("forgot in silence")));
  EXPECT_THAT(content_of(file("often/latest/measures.csv")), Not(HasSubstr("connections_lost_by_nat_total")));
  EXPECT_THAT(picket("validate " + scenario("smoke/forgotten_connections.yaml") + " --set client=python_sdk").err,
              HasSubstr("networks.behind_nat.nat_timeout: 2 min never pass in silence: the client pings every 1 min"));
}

}  // namespace
}  // namespace picket::sim
