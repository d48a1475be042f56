// What the head of scenarios/smoke/weaknesses.yaml derives:
// 3 devices with each of what agents report, 4 with shared keys, 2 with weak TLS.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using test::Program;
using test::Said;
namespace fs = std::filesystem;

class WeaknessesRun : public Program {};

TEST_F(WeaknessesRun, are_found_as_their_scenario_derives) {
  const Said said = picket("run " + scenario("smoke/weaknesses.yaml") + " --quiet --out weak");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  constexpr double kMinute = 60;
  constexpr double kHour = 3'600;
  const std::map<std::string, double> exposure{{"open_port", 33}, {"permissive_firewall", 33}, {"failed_baseline", 31.75},
                                               {"shared_credentials", 36 - 4 * 28 / 24.0}, {"weak_tls", 33.75}};
  /// The latest time to appear and to be resolved, by policy; the agent's reports.
  const std::map<std::string, double> latest{{"hourly", kHour + 5 * kMinute}, {"g1_c", 18 * kHour + 15 * kMinute},
                                             {"g2_linux", 24 * kHour + 5 * kMinute}};
  std::size_t seen = 0;
  for (const auto& run : fs::directory_iterator(fs::path(file("weak/latest")) / "runs")) {
    const auto measures = nlohmann::json::parse(content_of((run.path() / "measures.json").string()));
    EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("imbalances");
    const std::string policy = measures.at("policy");
    ASSERT_EQ(measures.at("weaknesses").size(), 15U);
    for (const auto& unit : measures.at("weaknesses")) {
      const std::string kind = unit.at("kind");
      const std::string says = policy + " " + unit.dump();
      const double found = unit.at("found_us").get<double>() * 1e-6;
      const double resolved = unit.at("resolved_us").get<double>() * 1e-6;
      ++seen;
      EXPECT_FALSE(unit.at("late")) << says;
      EXPECT_TRUE(unit.at("mended")) << says;
      if (kind == "shared_credentials") {
        // At the export itself, and the pipeline's 20 s later.
        EXPECT_EQ(found, 21 * kHour + 20) << says;
        EXPECT_TRUE(unit.at("resolved")) << says;
        EXPECT_EQ(resolved, 17 * kHour + 20) << says;
      } else if (policy == "agentless") {
        EXPECT_EQ(unit.at("missed_because"), kind == "weak_tls" ? "not_due" : "not_collected") << says;
      } else if (kind == "weak_tls") {
        EXPECT_TRUE(unit.at("found") && unit.at("resolved")) << says;
        EXPECT_LE(found, 53 * kMinute) << says;
        EXPECT_LE(resolved, 53 * kMinute) << says;
      } else if (policy == "g2_linux" && kind != "failed_baseline") {
        EXPECT_EQ(unit.at("missed_because"), "not_collected") << says;
      } else {
        EXPECT_TRUE(unit.at("found") && unit.at("resolved")) << says;
        EXPECT_LE(found, latest.at(policy)) << says;
        EXPECT_LE(resolved, latest.at(policy)) << says;
      }
    }
    for (const auto& noise : measures.at("weakness_noise")) {
      EXPECT_EQ(noise.at("wrong"), 0) << policy << " " << noise;
      EXPECT_EQ(noise.at("stood_before"), 0);
      EXPECT_NEAR(noise.at("exposure_device_days").get<double>(), exposure.at(noise.at("kind")), 1e-9) << noise;
    }
  }
  EXPECT_EQ(seen, 60U);
  EXPECT_THAT(said.out, HasSubstr("Weaknesses and recommendations"));
  const std::string table = content_of(file("weak/latest/weaknesses.csv"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 21);  // headings, five kinds under four policies
  EXPECT_THAT(content_of(file("weak/latest/report.html")), HasSubstr("Labelled weaknesses"));
}

}  // namespace
}  // namespace picket::sim
