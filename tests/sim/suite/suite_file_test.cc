// Suites from their files, from folders of attacks, and from the command line; and everything that can be wrong with one.

#include "sim/suite/suite_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/sim/results/temporary_folder.h"
#include "tests/sim/suite/golden_text.h"

namespace picket::sim {
namespace {

using test::expect_golden;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kLibrary = std::string(PICKET_SOURCE_DIR) + "/scenarios";

class SuiteFile : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  SuiteRequest request(const std::string& path) const {
    SuiteRequest r;
    r.paths = {path};
    r.library = kLibrary;
    return r;
  }
  /// Loads what must be right.
  LoadedSuite good(const SuiteRequest& r) {
    Diagnostics diagnostics;
    auto suite = load_suite(r, diagnostics);
    EXPECT_TRUE(suite.has_value()) << diagnostics.text();
    return suite.value_or(LoadedSuite{});
  }
  std::string problems(const SuiteRequest& r) {
    Diagnostics diagnostics;
    EXPECT_FALSE(load_suite(r, diagnostics).has_value());
    std::string text = diagnostics.text({.codes = true});
    for (std::size_t at = text.find(folder_.path()); at != std::string::npos; at = text.find(folder_.path())) {
      text.replace(at, folder_.path().size(), "FOLDER");
    }
    return text;
  }
  TemporaryFolder folder_;
};

constexpr const char* kSuite = R"(
name: mine
policies: [{use: g2_linux}, {use: picket, name: ours}]
max_replications: 12
expect:
  - {detected: {at_least: 0.8}}
cases:
  - {attack: a09_miner, targets: 2}
  - {name: shell, attack: a15_reverse_shell, parameters: {commands: 7}, devices: 8, dwell_compression: 24,
     expect: [{policies: [ours], time_to_detect: {quantile: 0.5, at_most: 3 h}}]}
tiers:
  pr: {cases: [shell], max_replications: 5, budget: 90 s}
)";

// Period: first start 30 min, jitter 2 h, the longest wait (the deadline of 125 min; of the second 3 h), 5 min.
TEST_F(SuiteFile, a_case_is_a_small_fleet_under_attack_until_the_longest_wait_is_over) {
  const LoadedSuite suite = good(request(write("suite.yaml", kSuite)));
  ASSERT_EQ(suite.cases.size(), 2U);
  const Scenario& miner = suite.cases[0].scenario;
  EXPECT_EQ(suite.cases[0].name, "a09_miner");
  EXPECT_EQ(miner.fleet.at(0).device_class, "iot_gateway");  // the first of the attack's own list
  EXPECT_EQ(miner.fleet.at(0).count, 12U);
  EXPECT_EQ(miner.attacks.at(0).targets.count, 2U);
  EXPECT_EQ(miner.attacks.at(0).targets.device_class, "iot_gateway");
  EXPECT_EQ(miner.duration, Duration::minutes(30 + 120 + 125 + 5));
  EXPECT_EQ(miner.warm_up, Duration::hours(12));
  EXPECT_EQ(miner.replications, 12U);
  EXPECT_EQ(miner.policies.at(1).name, "ours");
  EXPECT_EQ(suite.cases[0].checks.size(), 2U);

  const Scenario& shell = suite.cases[1].scenario;
  EXPECT_EQ(shell.fleet.at(0).count, 8U);
  EXPECT_EQ(shell.duration, Duration::minutes(30 + 120 + 180 + 5));
  EXPECT_DOUBLE_EQ(shell.attacks.at(0).dwell_compression, 24);
  EXPECT_DOUBLE_EQ(shell.attacks.at(0).parameters.at("commands"), 7);
  ASSERT_EQ(suite.cases[1].checks.size(), 1U);
  EXPECT_EQ(suite.cases[1].checks[0].policy, "ours");
  EXPECT_EQ(suite.cases[1].checks[0].suite_case, 1U);
}

TEST_F(SuiteFile, a_tier_chooses_cases_replications_and_time) {
  SuiteRequest r = request(write("suite.yaml", kSuite));
  r.tier = "pr";
  const LoadedSuite suite = good(r);
  ASSERT_EQ(suite.cases.size(), 1U);
  EXPECT_EQ(suite.cases[0].name, "shell");
  EXPECT_EQ(suite.cases[0].scenario.replications, 5U);
  EXPECT_EQ(suite.cases[0].checks[0].suite_case, 0U);
  EXPECT_EQ(suite.budget, Duration::seconds(90));
}

TEST_F(SuiteFile, the_command_line_overrides_values_policies_and_rules) {
  SuiteRequest r = request(write("suite.yaml", kSuite));
  r.sets = {"devices=6", "cases[0].targets=1", "seed=9"};
  r.policies = {"g1_c", "ours"};
  write("ours.yaml", "base: picket\n");
  r.policies = {"g1_c", folder_.file("ours.yaml")};
  r.rules = {"product"};
  const LoadedSuite suite = good(r);
  EXPECT_EQ(suite.cases[0].scenario.fleet.at(0).count, 6U);
  EXPECT_EQ(suite.cases[0].scenario.attacks.at(0).targets.count, 1U);
  EXPECT_EQ(suite.cases[0].scenario.seed, 9U);
  EXPECT_EQ(suite.cases[0].scenario.policies.at(0).use, "g1_c");
  EXPECT_EQ(suite.cases[0].scenario.policies.at(1).name, "ours");
  EXPECT_THAT(suite.suite.rules, ElementsAre("product"));
}

TEST_F(SuiteFile, a_folder_of_attacks_is_a_suite_with_the_usual_expectation) {
  const LoadedSuite suite = good(request(kLibrary + "/attacks"));
  EXPECT_GE(suite.cases.size(), 26U);
  EXPECT_EQ(suite.suite.name, "attacks");
  for (const PreparedCase& one : suite.cases) {
    ASSERT_EQ(one.checks.size(), 2U) << one.name;
    EXPECT_EQ(one.checks[0].policy, "g2_linux");
    EXPECT_DOUBLE_EQ(one.checks[0].bound, 0.8);
    EXPECT_LE(one.scenario.fleet.at(0).count, 50U);
  }
}

TEST_F(SuiteFile, the_library_suite_has_every_attack_of_the_library_in_every_tier) {
  std::set<std::string> attacks;
  for (const auto& entry : std::filesystem::directory_iterator(kLibrary + "/attacks")) {
    if (entry.path().extension() == ".yaml") attacks.insert(entry.path().stem().string());
  }
  for (const std::string tier : {"", "nightly", "release"}) {
    SuiteRequest r = request(kLibrary + "/suites/library.yaml");
    r.tier = tier;
    const LoadedSuite suite = good(r);
    std::set<std::string> cases;
    std::set<std::string> watched;
    for (const PreparedCase& one : suite.cases) {
      EXPECT_FALSE(one.checks.empty()) << one.name;
      if (!one.scenario_path.ends_with("library.yaml")) {
        watched.insert(one.name);  // an attack of the library again, at a hub that is watched
        continue;
      }
      cases.insert(one.name);
      EXPECT_DOUBLE_EQ(one.scenario.attacks.at(0).dwell_compression, tier.empty() ? 24 : 1) << one.name;
    }
    EXPECT_EQ(cases, attacks) << tier;
    EXPECT_EQ(watched, (std::set<std::string>{"a33_watched_hub", "a34_watched_hub"})) << tier;
  }
  SuiteRequest r = request(kLibrary + "/suites/library.yaml");
  r.tier = "pr";
  EXPECT_EQ(good(r).budget, Duration::minutes(5));
}

TEST_F(SuiteFile, attacks_and_scenarios_of_one_s_own_can_stand_together) {
  std::ifstream mirai(kLibrary + "/attacks/a09_miner.yaml");
  std::stringstream text;
  text << mirai.rdbuf();
  write("my_miner.yaml", text.str());
  write("my_scenario.yaml", R"(
name: whatever
warm_up: 1 h
duration: 6 h
reference_policy: raw
policies: [{use: raw}]
fleet: [{device_class: kiosk, count: 5, access: {ethernet: 1}}]
attacks: [{use: a15_reverse_shell, targets: {device_class: kiosk, count: 1}}]
)");
  SuiteRequest r = request(folder_.file("my_miner.yaml"));
  r.paths.push_back(folder_.file("my_scenario.yaml"));
  const LoadedSuite suite = good(r);
  ASSERT_EQ(suite.cases.size(), 2U);
  EXPECT_EQ(suite.cases[0].name, "my_miner");
  EXPECT_EQ(suite.cases[0].scenario.attacks.at(0).use, "my_miner");
  EXPECT_EQ(suite.cases[1].scenario.duration, Duration::hours(6));
  EXPECT_EQ(suite.cases[1].scenario.policies.at(0).use, "g2_linux");
  EXPECT_EQ(suite.cases[1].scenario.reference_policy, "g2_linux");
}

TEST_F(SuiteFile, every_problem_is_told_at_once_at_its_place) {
  const std::string path = write("suite.yaml", R"(name: mine
policies: [{use: g2_linucks}, {use: picket}, {use: raw, name: picket}]
confidence: 95
expect:
  - {detected: {within: 1 h}}
  - {policies: [pikcet], detected: {at_least: 0.8}}
  - {measures: {cost_usd_per_moth: {at_most: 3}, messages_per_day: {}}}
cases:
  - {attack: a09_minor, tagets: 2}
  - {attack: a09_miner, scenario: x.yaml}
  - {name: a09_miner, attack: a09_miner, device_class: iot_gatway}
  - {name: ../up, attack: a15_reverse_shell}
  - {}
tiers:
  pr: {cases: [nothing]}
)");
  SuiteRequest r = request(path);
  r.tier = "prr";
  expect_golden("problems.txt", problems(r));
}

TEST_F(SuiteFile, what_is_wrong_in_a_case_is_told_where_the_suite_says_it) {
  const std::string path = write("suite.yaml", R"(name: mine
policies: [{use: picket}]
cases:
  - {attack: a09_miner, parameters: {hash_rate: 3}}
  - {attack: a15_reverse_shell, devices: 3, targets: 9}
  - {name: gone, attack: ./gone.yaml}
  - {name: lost, scenario: lost.yaml}
)");
  expect_golden("case_problems.txt", problems(request(path)));
}

TEST_F(SuiteFile, a_measure_that_is_a_share_has_bounds_of_one) {
  EXPECT_THAT(problems(request(write("x.yaml", "name: x\npolicies: [{use: raw}]\nexpect: [{measures: {evidence_share: {at_least: 90}}}]\n"
                                               "cases: [{attack: a09_miner}]\n"))),
              HasSubstr("90 is no bound of a share"));
}

TEST_F(SuiteFile, what_holds_no_suite_is_refused) {
  EXPECT_THAT(problems(request(write("x.yaml", "a: 1\n"))), HasSubstr("no suite (cases), attack (phases) or scenario (fleet)"));
  EXPECT_THAT(problems(request(kLibrary + "/prices")), HasSubstr("holds no attack and no scenario"));
  SuiteRequest two = request(write("suite.yaml", kSuite));
  two.paths.push_back(write("other.yaml", kSuite));
  EXPECT_THAT(problems(two), HasSubstr("a suite is run alone"));
}

}  // namespace
}  // namespace picket::sim
