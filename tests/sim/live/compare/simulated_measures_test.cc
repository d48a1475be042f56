#include "sim/live/compare/simulated_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/experiment/rule_content.h"
#include "tests/sim/live/compare/small_fleet_study.h"

namespace picket::sim {
namespace {

std::string refusal_of(const std::string& path, const std::string& policy) {
  try {
    read_simulated_measures(path, policy);
  } catch (const WrongInput& error) {
    return error.what();
  }
  return "taken";
}

TEST(SimulatedMeasures, are_those_of_every_replication_the_first_of_them_first) {
  const TemporaryFolder folder;
  const std::string study = test::run_small_fleet(folder.path());
  const SimulatedMeasures read = read_simulated_measures(study, "g1_c");
  ASSERT_EQ(read.runs.size(), 5U);
  for (std::uint32_t r = 0; r < 5; ++r) EXPECT_EQ(read.runs[r].replication, r);
  EXPECT_EQ(read.seed, 5U);
  EXPECT_TRUE(read.remarks.empty());
  EXPECT_TRUE(std::filesystem::exists(read.workspace)) << "replication 0 keeps one";
  EXPECT_NE(read.resolved_scenario.find("small_fleet"), std::string::npos);

  // A run of the study stands for all that are beside it.
  const std::string run = std::filesystem::path(read.workspace).parent_path().string();
  EXPECT_EQ(read_simulated_measures(run, "g1_c").runs.size(), 5U);

  EXPECT_NE(refusal_of(study, "g1").find("of which no run is here; there are g1_c"), std::string::npos) << refusal_of(study, "g1");
  EXPECT_NE(refusal_of(folder.file("none"), "g1_c").find("there is no such folder"), std::string::npos);
  EXPECT_NE(refusal_of(folder.path(), "g1_c").find("holds no study"), std::string::npos);

  // A damaged run is told; without replication 0 nothing can be compared.
  std::ofstream(run + "/measures.json") << "{";
  EXPECT_NE(refusal_of(study, "g1_c").find("replication 0 of policy 'g1_c' is not here"), std::string::npos) << refusal_of(study, "g1_c");
}

Scenario with_line(const std::string& line) {
  return test::small_scenario({"networks.ethernet=" + line}, test::kSmallFleet);
}

TEST(SimulatedLine, of_a_constant_round_trip_is_that_and_the_time_on_the_line) {
  // 25,000 bytes take 20 ms at 10 Mbit/s, after a round trip of 50 ms.
  const Scenario scenario = with_line("{uplink_bandwidth: 10 Mbit/s, round_trip_time: 50 ms, loss_ratio: 0}");
  const SimulatedLine line = simulated_line(scenario, 25'000, 24);
  EXPECT_NEAR(line.seconds_p50, 0.07, 1e-6);
  EXPECT_NEAR(line.seconds_p95, 0.07, 1e-6);
  EXPECT_NEAR(line.seconds_mean, 0.07, 1e-6);
  EXPECT_EQ(line.networks, std::vector<std::string>{"ethernet"});
  EXPECT_EQ(line.most, "ethernet");
  EXPECT_EQ(line.loss_ratio, 0);
}

TEST(SimulatedLine, of_a_lognormal_round_trip_has_its_quantiles) {
  const Scenario scenario = with_line("{uplink_bandwidth: 100 Gbit/s, round_trip_time: {dist: lognormal, median: 40 ms, sigma: 0.5, max: 60 s}, loss_ratio: 0}");
  const SimulatedLine line = simulated_line(scenario, 100, 24);
  // Standard errors of 20,000 draws: 0.35 % of the median, 0.75 % of the 95th percentile.
  EXPECT_NEAR(line.seconds_p50, 0.04, 0.02 * 0.04);
  const double p95 = 0.04 * std::exp(0.5 * 1.6448536);
  EXPECT_NEAR(line.seconds_p95, p95, 0.03 * p95);
  EXPECT_NEAR(line.seconds_mean, 0.04 * std::exp(0.125), 0.02 * 0.04);
}

TEST(SimulatedLine, of_two_lines_is_a_mixture_by_devices) {
  const Scenario scenario = test::small_scenario({"fleet[1].access={lte: 1}", "networks.ethernet={round_trip_time: 10 ms, loss_ratio: 0}",
                                                  "networks.lte={round_trip_time: 10 ms, loss_ratio: 0.08, wake_up: 1 s, radio_hold: 10 s}"},
                                                 test::kSmallFleet);
  const SimulatedLine line = simulated_line(scenario, 100, 24);
  EXPECT_EQ(line.networks, (std::vector<std::string>{"ethernet", "lte"}));
  EXPECT_NEAR(line.loss_ratio, 0.03, 1e-12) << "three of eight devices lose 8 %";
  EXPECT_LT(line.seconds_p50, 0.1);
  EXPECT_GT(line.seconds_p95, 1) << "an hour apart, each message wakes the radio";
}

}  // namespace
}  // namespace picket::sim
