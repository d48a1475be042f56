// suite, from the command line to its files and exit codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

class SuiteCommand : public Program {
 protected:
  /// A reverse shell on one of four kiosks. `agentless` sees nothing: three misses fail it. A median of the time to
  /// evidence below two hours holds for `raw` after six hits, since (1.5^n + 1.8^n + 1.95^n) / 3 is 18.2 for n = 5 and 33.5 for n = 6.
  std::string suite(const std::string& expect, const std::string& more = "") const {
    return write("suite.yaml", "name: mine\npolicies: [{use: agentless}, {use: raw}]\nmax_replications: 6\ndevices: 4\ntargets: 1\nwarm_up: 0 s\n"
                               "start: 5 min\nstart_jitter: 10 min\nexpect: " + expect +
                               "\ncases: [{name: shell, attack: a15_reverse_shell}]\n" + more);
  }
  static std::string with_library(const std::string& arguments) {
    return "suite " + arguments + " --quiet --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'";
  }
};

TEST_F(SuiteCommand, a_failed_check_is_exit_code_1_with_a_reason_and_a_command) {
  suite("[{policies: [agentless], detected: {at_least: 0.8}}]");
  const Said said = picket(with_library("suite.yaml"));
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_THAT(said.out, HasSubstr("0 of 1 checks passed, 1 failed, 0 inconclusive"));
  EXPECT_THAT(said.out, HasSubstr("FAIL shell under agentless: expected detected within the deadline: at least 80 %, found 0 %"));
  EXPECT_THAT(said.out, HasSubstr("missed because"));
  EXPECT_THAT(said.out, HasSubstr("repeat: ./picket run out/mine-s1-"));
  EXPECT_THAT(said.err, IsEmpty());
}

TEST_F(SuiteCommand, passes_writes_every_output_and_its_repeating_command_gives_the_same) {
  suite("[{policies: [raw], time_to_evidence: {quantile: 0.5, at_most: 2 h}}]");
  const Said said = picket(with_library("suite.yaml --format json"));
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("pass"), 1);
  EXPECT_EQ(json.at("checks").at(0).at("n"), 6);
  const fs::path folder = file("out/" + json.at("suite_id").get<std::string>());
  for (const char* name : {"suite.json", "junit.xml", "summary.md", "report.html", "cases/shell/result.json"}) EXPECT_TRUE(fs::exists(folder / name)) << name;

  // `out/latest` is where report and reproduce look by themselves.
  const std::string page = content_of((folder / "report.html").string());
  fs::remove(folder / "report.html");
  EXPECT_EQ(picket("report").exit_code, 0);
  EXPECT_EQ(content_of((folder / "report.html").string()), page);
  const Said whole = picket("reproduce --quiet");
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("reproduced: digest " + json.at("digest").get<std::string>()));
  EXPECT_THAT(whole.out, HasSubstr("suite mine, 1 case; verdicts follow from its numbers"));

  const auto& one = json.at("cases").at(0);
  std::string repeat = one.at("repeat_command").get<std::string>();
  ASSERT_TRUE(repeat.starts_with("./picket run "));
  const Said again = picket(repeat.substr(9) + " --quiet --format json --out again --library '" + std::string(PICKET_SOURCE_DIR) + "/scenarios'");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(nlohmann::json::parse(again.out).at("digest"), one.at("digest"));
}

TEST_F(SuiteCommand, undecided_checks_are_exit_code_4_only_if_asked_for) {
  suite("[{policies: [raw], detected: {at_least: 0.99}}]", "tiers: {pr: {max_replications: 1}}\n");
  EXPECT_EQ(picket(with_library("suite.yaml --tier pr")).exit_code, 0);
  const Said said = picket(with_library("suite.yaml --tier pr --inconclusive fail --format github"));
  EXPECT_EQ(said.exit_code, 4);
  EXPECT_THAT(said.out, HasSubstr("::error file="));
  EXPECT_THAT(picket(with_library("suite.yaml --tier pr --format junit")).out, HasSubstr("<skipped message=\"inconclusive"));
}

TEST_F(SuiteCommand, a_budget_starts_nothing_after_it) {
  suite("[{detected: {at_least: 0.8}}]");
  const Said said = picket(with_library("suite.yaml --budget 1us"));
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("(time was up)"));
  for (const char* wrong : {"--budget soon", "--budget 5", "--budget '-1 min'", "--budget '3 MB'"}) {
    const Said refused = picket(with_library("suite.yaml " + std::string(wrong)));
    EXPECT_EQ(refused.exit_code, 2) << wrong;
    EXPECT_THAT(refused.err, HasSubstr("is no duration")) << wrong;
  }
}

// Under `raw` six replications are detected; a baseline is made of them in which the share was larger than it can be.
TEST_F(SuiteCommand, what_got_worse_than_a_baseline_fails) {
  suite("[{policies: [raw], detected: {at_least: 0.5}}]");
  const Said first = picket(with_library("suite.yaml --out first --format json"));
  ASSERT_EQ(first.exit_code, 0) << first.err;
  auto json = nlohmann::json::parse(first.out);
  ASSERT_EQ(json.at("checks").at(0).at("n"), 6);
  const std::string folder = "first/" + json.at("suite_id").get<std::string>();
  const Said same = picket(with_library("suite.yaml --out again --baseline " + folder));
  EXPECT_EQ(same.exit_code, 0) << same.out;
  EXPECT_THAT(same.out, HasSubstr("+0 points"));
  for (auto& value : json.at("checks").at(0).at("values")) value = 2;
  write("past.json", json.dump());
  const Said worse = picket(with_library("suite.yaml --out again --baseline past.json"));
  EXPECT_EQ(worse.exit_code, 1);
  EXPECT_THAT(worse.out, HasSubstr("worse than mine-s1-"));
  EXPECT_THAT(picket(with_library("suite.yaml --baseline nowhere")).err, HasSubstr("no such file"));
  EXPECT_THAT(picket(with_library("suite.yaml --baseline suite.yaml")).err, HasSubstr("is no result of a suite"));
  EXPECT_THAT(picket(with_library("suite.yaml --seed 5 --baseline past.json")).err, HasSubstr("give --seed 1"));
}

TEST_F(SuiteCommand, known_failures_are_tried_first_and_told_apart) {
  suite("[{policies: [agentless], detected: {at_least: 0.8}}]");
  EXPECT_THAT(picket(with_library("suite.yaml --corpus known")).out, HasSubstr("corpus: no known failures; 3 joined"));
  const std::string path = file("known/mine/shell/agentless.yaml");
  EXPECT_THAT(content_of(path), HasSubstr("failed: \"detected within the deadline: at least 80 %\""));
  const Said again = picket(with_library("suite.yaml --corpus known"));
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.out, HasSubstr("corpus: 3 of 3 known failures still fail\n"));
  EXPECT_THAT(again.out, HasSubstr("still fails: shell under agentless, seed 1, replication 0"));
  EXPECT_THAT(again.out, HasSubstr("invariants hold, 0 broken"));

  write("known/mine/shell/agentless.yaml", "case: shell\npolicy: agentless\nfailures: [{seed: x, replication: 0, failed: crash}]\n");
  const Said damaged = picket(with_library("suite.yaml --corpus known --out other"));
  EXPECT_EQ(damaged.exit_code, 2);
  EXPECT_THAT(damaged.err, HasSubstr("known/mine/shell/agentless.yaml:3:19: error: failures[0].seed"));
  EXPECT_FALSE(fs::exists(file("other")));
  const Said no_folder = picket(with_library("suite.yaml --corpus suite.yaml"));
  EXPECT_EQ(no_folder.exit_code, 2);
  EXPECT_THAT(no_folder.err, HasSubstr("is no folder"));
}

TEST_F(SuiteCommand, a_broken_demand_fails_though_all_checks_pass) {
  suite("[{policies: [raw], time_to_evidence: {quantile: 0.5, at_most: 2 h}}]");
  const Said sound = picket(with_library("suite.yaml --format json"));
  ASSERT_EQ(sound.exit_code, 0) << sound.err;
  suite("[{policies: [raw], time_to_evidence: {quantile: 0.5, at_most: 2 h}}]", "invariants: [no_drop.no_sensor]\n");
  const Said said = picket(with_library("suite.yaml"));
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.out, HasSubstr("1 of 1 checks passed"));
  EXPECT_THAT(said.out, HasSubstr("FAIL shell: invariant no_drop.no_sensor broken in "));
  EXPECT_THAT(said.out, HasSubstr("raw events dropped at the sensor for no_sensor: "));
}

TEST_F(SuiteCommand, lists_what_would_run_and_runs_nothing) {
  suite("[{detected: {at_least: 0.8}}]");
  const Said said = picket(with_library("suite.yaml --list"));
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("4 kiosk"));
  EXPECT_THAT(said.out, HasSubstr("145 min"));
  EXPECT_FALSE(fs::exists(file("out")));
}

TEST_F(SuiteCommand, wrong_suites_are_refused_before_anything_runs) {
  suite("[{detected: {at_leest: 0.8}}]");
  const Said said = picket(with_library("suite.yaml"));
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("at_least"));
  EXPECT_FALSE(fs::exists(file("out")));
  const Said json = picket(with_library("suite.yaml --format json"));
  EXPECT_EQ(json.exit_code, 2);
  EXPECT_GT(nlohmann::json::parse(json.out).at("errors"), 0);
  EXPECT_EQ(picket(with_library("nowhere.yaml")).exit_code, 2);
}

// Two replications decide nothing; every simulation must run, balance and be told of.
TEST_F(SuiteCommand, the_short_tier_of_the_library_runs) {
  const Said said = picket("suite " + scenario("suites/library.yaml") + " --tier pr --quiet --format json --set tiers.pr.max_replications=2");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("cases").size(), 5U);
  EXPECT_EQ(json.at("simulations"), 10);
  for (const auto& check : json.at("checks")) EXPECT_EQ(check.at("n"), 2) << check.at("case");
}

// A repository of its own: a suite of two attacks, of which one is changed after the commit.
TEST_F(SuiteCommand, runs_only_what_changes_affect) {
  for (const char* name : {"a15_reverse_shell", "a09_miner"}) {
    fs::copy_file(scenario("attacks/" + std::string(name) + ".yaml"), file(std::string(name) + ".yaml"));
  }
  fs::create_directories(file("scenarios"));
  for (const char* part : {"profiles", "policies", "clients", "prices", "attacks"}) {
    fs::copy(scenario(part), file("scenarios/" + std::string(part)), fs::copy_options::recursive);
  }
  fs::rename(file("a15_reverse_shell.yaml"), file("scenarios/mine.yaml"));
  write("scenarios/suite.yaml", "name: two\npolicies: [{use: raw}]\ncases: [{attack: ./mine.yaml}, {attack: a09_miner}]\n");
  write(".gitignore", "stderr.txt\n");  // of this test
  const std::string git = "cd '" + file("") + "' && git -c init.defaultBranch=main init -q && git add -A && "
                          "git -c user.name=a -c user.email=a@b.example commit -qm x";
  ASSERT_EQ(std::system(git.c_str()), 0);
  EXPECT_THAT(picket("suite scenarios/suite.yaml --changed-since HEAD --list").err, HasSubstr("no case is affected"));
  write("scenarios/mine.yaml", content_of(file("scenarios/mine.yaml")) + "# changed\n");
  const Said one = picket("suite scenarios/suite.yaml --changed-since HEAD --list");
  EXPECT_THAT(one.out, HasSubstr("mine"));
  EXPECT_THAT(one.out, Not(HasSubstr("a09_miner")));
  write("main.cc", "int main() {}\n");
  EXPECT_THAT(picket("suite scenarios/suite.yaml --changed-since HEAD --list").out, HasSubstr("a09_miner"));
  EXPECT_EQ(picket("suite scenarios/suite.yaml --changed-since --list").exit_code, 2);
  const Said unknown = picket("suite scenarios/suite.yaml --changed-since no_such_revision");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("--changed-since: "));
}

}  // namespace
}  // namespace picket::sim
