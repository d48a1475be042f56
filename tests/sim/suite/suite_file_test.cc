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

TEST_F(SuiteFile, a_name_that_no_folder_takes_is_refused) {
  std::string text = kSuite;
  text.replace(text.find("mine"), 4, "a/b");
  const std::string told = problems(request(write("suite.yaml", text)));
  EXPECT_THAT(told, HasSubstr("suite.yaml:2:7: error: name: 'a/b' cannot be a name"));
  EXPECT_THAT(told, HasSubstr("letters, digits, '_', '-' and '.', at most 100"));
}

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

TEST_F(SuiteFile, invariants_add_up_and_conservation_is_always_one) {
  const LoadedSuite suite = good(request(write("suite.yaml", R"(
name: mine
policies: [{use: picket}]
invariants: [hub_quota, conservation]
cases: [{attack: a09_miner}, {attack: a15_reverse_shell, invariants: [no_drop.cache_overflow, hub_quota]}]
)")));
  EXPECT_THAT(suite.cases[0].invariants, ElementsAre("conservation", "hub_quota"));
  EXPECT_THAT(suite.cases[1].invariants, ElementsAre("conservation", "hub_quota", "no_drop.cache_overflow"));
}

// Names and titles that look like numbers or truth values, in quotes where they are written, or of files.
TEST_F(SuiteFile, a_name_may_look_like_a_number) {
  const LoadedSuite suite = good(request(write("suite.yaml", R"(name: "5"
policies: [{name: "7", use: picket}]
cases: [{name: "123", attack: a09_miner}]
)")));
  EXPECT_EQ(suite.cases.at(0).name, "123");
  EXPECT_EQ(suite.cases[0].scenario.policies.at(0).name, "7");
  std::string attack = content_of(kLibrary + "/attacks/a09_miner.yaml");
  attack.replace(attack.find("\ntitle: ") + 8, attack.find('\n', attack.find("\ntitle: ") + 1) - attack.find("\ntitle: ") - 8, "\"true\"");
  const LoadedSuite made = good(request(write("007.yaml", attack)));
  EXPECT_EQ(made.cases.at(0).name, "007");
  EXPECT_EQ(made.cases[0].scenario.title, "true");
}

TEST_F(SuiteFile, the_example_of_the_documentation_is_a_suite) {
  const std::string text = content_of(kLibrary + "/suites/README.md");
  const std::size_t begin = text.find("```yaml\n") + 8;
  const LoadedSuite suite = good(request(write("suite.yaml", text.substr(begin, text.find("```", begin) - begin))));
  ASSERT_EQ(suite.cases.size(), 2U);
  EXPECT_DOUBLE_EQ(suite.cases[0].checks.at(0).good, 0.95);
  EXPECT_THAT(suite.cases[1].invariants, ElementsAre("conservation", "hub_quota", "no_drop.queue_full", "deterministic"));
}

TEST_F(SuiteFile, unknown_invariants_and_levels_that_are_no_better_than_the_bound_are_told) {
  const std::string text = problems(request(write("suite.yaml", R"(name: mine
policies: [{use: picket}]
invariants: [conservatoin]
expect:
  - {detected: {at_least: 0.8, good: 0.8}}
  - {detected: {at_most: 0.2, good: 0.3}}
  - {detected: {at_least: 0.1, at_most: 0.2, good: 0.15}}
cases: [{attack: a09_miner, invariants: [no_drop.cash_overflow]}]
)")));
  EXPECT_THAT(text, HasSubstr("suite.yaml:3:14: error: invariants[0]: no invariant is called 'conservatoin'"));
  EXPECT_THAT(text, HasSubstr("did you mean 'conservation'?"));
  EXPECT_THAT(text, HasSubstr("did you mean 'no_drop.cache_overflow'?"));
  EXPECT_THAT(text, HasSubstr("suite.yaml:5:38: error: expect[0].detected.good: 0.8 is not above at_least, 0.8"));
  EXPECT_THAT(text, HasSubstr("0.3 is not below at_most, 0.2"));
  EXPECT_THAT(text, HasSubstr("a good level belongs to one bound, and there are two"));
  EXPECT_THAT(text, HasSubstr("5 errors; nothing was run."));
}

TEST_F(SuiteFile, what_is_expected_of_replaced_policies_is_skipped_with_a_note) {
  SuiteRequest r = request(write("suite.yaml", R"(
name: mine
policies: [{use: g2_linux}, {use: picket, name: ours}]
expect:
  - {policies: [g2_linux], detected: {at_most: 0.5}}
  - {policies: [g2_linux, ours], detected: {at_least: 0.8}}
cases: [{attack: a09_miner}]
)"));
  r.policies = {"g2_linux"};
  Diagnostics diagnostics;
  const auto suite = load_suite(r, diagnostics);
  ASSERT_TRUE(suite.has_value()) << diagnostics.text();
  EXPECT_EQ(suite.value().cases[0].checks.size(), 2U);
  EXPECT_EQ(diagnostics.warnings(), 1U);
  EXPECT_THAT(diagnostics.text(), HasSubstr("suite.yaml:6:27: warning: expect[1].policies[1]: 'ours' does not run: what is expected of it is skipped"));
  // Nothing is expected of picket under its own name.
  r.policies = {"picket"};
  const std::string none = problems(r);
  EXPECT_THAT(none, HasSubstr("nothing is expected of the policies that run"));
  // Without --policy, a name that is none of the suite's stays an error.
  const std::string typo = problems(request(write("typo.yaml", "name: mine\npolicies: [{use: picket}]\nexpect: [{policies: [pikcet], detected: {at_least: 0.8}}]\n"
                                                               "cases: [{attack: a09_miner}]\n")));
  EXPECT_THAT(typo, HasSubstr("did you mean 'picket'?"));
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

constexpr const char* kVariants = R"(
name: mine
policies: [{use: picket}]
variants: 2
cases:
  - {attack: a10_ssh_brute_force, parameters: {duration: 900}}
  - {attack: a21_defences_off}
  - {name: sleepy, attack: a28_beacon, variants: 1, held_out: true}
tiers:
  pr: {cases: [a10_ssh_brute_force], max_replications: 5}
)";

std::vector<std::string> names_of(const LoadedSuite& suite) {
  std::vector<std::string> names;
  for (const PreparedCase& one : suite.cases) names.push_back(one.name);
  return names;
}

// A21 has no ranges, so it stays one case.
TEST_F(SuiteFile, an_attack_with_ranges_is_a_case_for_each_variant) {
  const LoadedSuite suite = good(request(write("suite.yaml", kVariants)));
  EXPECT_THAT(names_of(suite), ElementsAre("a10_ssh_brute_force#1", "a10_ssh_brute_force#2", "a21_defences_off", "sleepy#1"));
  const Scenario& second = suite.cases[1].scenario;
  EXPECT_EQ(second.name, "a10_ssh_brute_force-2");
  EXPECT_EQ(second.title, "SSH brute force, single source, variant 2");
  EXPECT_EQ(second.attacks.at(0).variant, 2U);
  EXPECT_FALSE(second.attacks.at(0).held_out);
  EXPECT_DOUBLE_EQ(second.attacks.at(0).parameters.at("duration"), 900);
  EXPECT_EQ(suite.cases[2].scenario.attacks.at(0).variant, 0U);
  EXPECT_TRUE(suite.cases[3].scenario.attacks.at(0).held_out);
  for (std::size_t i = 0; i < suite.cases.size(); ++i) EXPECT_EQ(suite.cases[i].checks.at(0).suite_case, i);

  SuiteRequest r = request(write("suite.yaml", kVariants));
  r.tier = "pr";
  EXPECT_THAT(names_of(good(r)), ElementsAre("a10_ssh_brute_force#1", "a10_ssh_brute_force#2")) << "a tier names the case";
}

TEST_F(SuiteFile, the_command_line_asks_for_variants_of_everything) {
  SuiteRequest r = request(write("suite.yaml", kVariants));
  r.variants = 3;
  r.held_out = true;
  const LoadedSuite suite = good(r);
  EXPECT_EQ(suite.cases.size(), 3U + 1U + 3U);
  EXPECT_TRUE(suite.cases[0].scenario.attacks.at(0).held_out);
  r.variants = 0;
  r.held_out = false;
  // The case that is held out by its own word has no variant any more.
  EXPECT_THAT(problems(r), HasSubstr("cases[2].held_out: it says where variants are drawn, and none are asked for"));
  SuiteRequest folder = request(kLibrary + "/attacks");
  folder.variants = 2;
  EXPECT_GE(good(folder).cases.size(), 39U + 20U);
  folder.variants.reset();
  folder.held_out = true;
  EXPECT_THAT(problems(folder), HasSubstr("held_out: it says where variants are drawn"));
}

TEST_F(SuiteFile, what_is_wrong_with_variants_is_told_once) {
  write("wrong.yaml", "id: X\ntitle: x\ndeadline: 1 h\ndevice_classes: [kiosk]\nparameters: {rate: {says: x, value: 5, range: [9, 1]}}\nphases: []\n");
  expect_golden("variant_problems.txt", problems(request(write("suite.yaml", R"(name: mine
policies: [{use: picket}]
variants: 3
cases:
  - {attack: ./wrong.yaml}
  - {attack: a21_defences_off, variants: 2}
  - {name: not_held_out, attack: a21_defences_off, held_out: true}
)"))));
  // Of a scenario of one's own it is told before attacks are read.
  EXPECT_THAT(problems(request(write("suite.yaml", R"(name: mine
policies: [{use: picket}]
cases:
  - {name: own, scenario: scenario.yaml, variants: 2}
)"))),
              HasSubstr("leave out device_class, access, devices, targets, warm_up, dwell_compression, parameters, variants and held_out"));
}

TEST_F(SuiteFile, the_folder_of_a_variant_is_nobody_else_s) {
  const std::string path = write("suite.yaml", R"(name: mine
policies: [{use: picket}]
cases:
  - {name: a10_ssh_brute_force-2, attack: a21_defences_off}
  - {attack: a10_ssh_brute_force, variants: 2}
)");
  EXPECT_THAT(problems(request(path)), HasSubstr("the results of two cases would be called 'a10_ssh_brute_force-2'"));
}

TEST_F(SuiteFile, the_held_out_suite_has_every_attack_with_held_out_ranges) {
  const LoadedSuite suite = good(request(kLibrary + "/suites/held_out.yaml"));
  std::set<std::string> attacks;
  for (const PreparedCase& one : suite.cases) {
    const AttackInstance& attack = one.scenario.attacks.at(0);
    attacks.insert(attack.use);
    EXPECT_GT(attack.variant, 0U) << one.name;
    EXPECT_TRUE(attack.held_out) << one.name;
    EXPECT_EQ(one.checks.size(), 2U) << one.name;
  }
  EXPECT_EQ(suite.cases.size(), 3 * attacks.size());
  // The same of the whole library: what has held-out ranges, and no more.
  SuiteRequest folder = request(kLibrary + "/attacks");
  folder.variants = 1;
  folder.held_out = true;
  std::set<std::string> with_held_out;
  for (const PreparedCase& one : good(folder).cases) {
    if (one.scenario.attacks.at(0).held_out) with_held_out.insert(one.scenario.attacks.at(0).use);
  }
  EXPECT_EQ(attacks, with_held_out);
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
