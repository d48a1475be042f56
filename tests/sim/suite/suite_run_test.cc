// A suite from its first simulation to its verdicts: when it stops, what it costs to interrupt it, and that neither the
// number of processes nor an interruption changes a result.
//
// The case: a reverse shell on one of four kiosks. Under the policy `agentless` nothing can be seen, so each replication is a
// miss. Against "at least 80 %" the alternatives 72, 56 and 24 % multiply by 1.4, 2.2 and 3.8 with each miss: means 2.47,
// 7.08, 22.7, 78.6. A suite of one check fails at 1 / 0.05 = 20, so after 3; of two checks at 40, so after 4.

#include "sim/suite/suite_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/suite/suite_result_json.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SuiteRunning : public ::testing::Test {
 protected:
  LoadedSuite load(const std::string& policies, const std::string& expect, const std::string& more = "") {
    const std::string path = folder_.file("suite.yaml");
    std::ofstream(path) << "name: mine\npolicies: " << policies << "\nmax_replications: 6\ndevices: 4\ntargets: 1\nwarm_up: 0 s\n"
                        << "start: 5 min\nstart_jitter: 10 min\nexpect: " << expect << "\ncases: [{name: shell, attack: a15_reverse_shell}]\n" << more;
    SuiteRequest request;
    request.paths = {path};
    request.library = std::string(PICKET_SOURCE_DIR) + "/scenarios";
    Diagnostics diagnostics;
    auto suite = load_suite(request, diagnostics);
    EXPECT_TRUE(suite.has_value()) << diagnostics.text();
    return suite.value_or(LoadedSuite{});
  }
  SuiteOutcome run(const LoadedSuite& suite, const std::string& out, unsigned threads = 1, Duration budget = {}) {
    SuiteSettings settings;
    settings.out_directory = folder_.file(out);
    settings.quiet = true;
    settings.threads = threads;
    settings.budget = budget;
    settings.feeds.resize(suite.cases.size());
    picket::test::add_rules(settings.rules.texts, settings.rules.names);
    return run_suite(suite, settings);
  }
  TemporaryFolder folder_;
};

TEST_F(SuiteRunning, a_check_fails_after_the_derived_number_of_misses_and_the_case_stops) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  const SuiteOutcome outcome = run(suite, "out");
  ASSERT_EQ(outcome.exit_code, 0);
  ASSERT_EQ(outcome.result.checks.size(), 1U);
  const CheckResult& check = outcome.result.checks[0];
  EXPECT_EQ(check.verdict, Verdict::kFail);
  EXPECT_EQ(check.n, 3U);
  EXPECT_EQ(outcome.result.cases[0].replications, 3U);
  EXPECT_THAT(check.why, HasSubstr("missed because"));
  for (const char* name : {"suite.json", "cases/shell/scenario.yaml", "cases/shell/result.json", "cases/shell/detections.csv"}) {
    EXPECT_TRUE(fs::exists(outcome.directory + "/" + name)) << name;
  }
}

TEST_F(SuiteRunning, a_variant_is_a_case_with_a_folder_that_links_can_name) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]", "variants: 2\nheld_out: true\n");
  ASSERT_EQ(suite.cases.size(), 2U);
  const SuiteOutcome outcome = run(suite, "out");
  ASSERT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.result.cases[1].name, "shell#2");
  EXPECT_EQ(outcome.result.cases[1].title, "Reverse shell, driven by hand, variant 2, held out");
  EXPECT_EQ(outcome.result.cases[1].directory, "cases/shell-2");
  EXPECT_TRUE(fs::exists(outcome.directory + "/cases/shell-2/result.json"));
  EXPECT_THAT(outcome.result.cases[1].repeat_command, HasSubstr("/cases/shell-2/scenario.yaml"));
  // Held-out variants of A15 differ in the number of commands.
  EXPECT_NE(outcome.result.cases[0].digest, outcome.result.cases[1].digest);
}

TEST_F(SuiteRunning, another_check_makes_failing_harder) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}, {detected: {at_most: 0.99}}]");
  const SuiteOutcome outcome = run(suite, "out");
  ASSERT_EQ(outcome.result.checks.size(), 2U);
  EXPECT_EQ(outcome.result.checks[0].verdict, Verdict::kFail);
  EXPECT_EQ(outcome.result.checks[0].n, 4U);
  // A miss is worth (1 - a) / (1 - 0.99) for the alternatives 0.891, 0.693 and 0.297: one passes it.
  EXPECT_EQ(outcome.result.checks[1].verdict, Verdict::kPass);
}

TEST_F(SuiteRunning, results_do_not_depend_on_processes_or_interruptions) {
  const LoadedSuite suite = load("[{use: agentless}, {use: picket}]", "[{detected: {at_least: 0.8}}]");
  const SuiteOutcome one = run(suite, "one", 1);
  const SuiteOutcome two = run(suite, "two", 2);
  ASSERT_EQ(one.exit_code, 0);
  EXPECT_EQ(one.result.digest, two.result.digest);
  ASSERT_EQ(one.result.checks.size(), two.result.checks.size());
  for (std::size_t i = 0; i < one.result.checks.size(); ++i) {
    EXPECT_EQ(one.result.checks[i].verdict, two.result.checks[i].verdict);
    EXPECT_EQ(one.result.checks[i].values, two.result.checks[i].values);
  }
  // As after a kill: one policy's run of a replication is cut off, everything else is complete.
  const fs::path runs = one.directory + "/cases/shell/runs";
  std::vector<fs::path> all(fs::directory_iterator(runs), fs::directory_iterator{});
  ASSERT_GE(all.size(), 2U);
  std::sort(all.begin(), all.end());
  fs::resize_file(all.front() / "measures.json", 100);
  const SuiteOutcome again = run(suite, "one", 1);
  EXPECT_EQ(again.result.digest, one.result.digest);
  EXPECT_EQ(again.result.simulations, 1U);
  EXPECT_GE(again.result.cases[0].resumed, again.result.cases[0].replications - 1);
}

TEST_F(SuiteRunning, what_the_budget_cuts_off_is_undecided) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  const SuiteOutcome outcome = run(suite, "out", 1, Duration::microseconds(1));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(outcome.result.out_of_budget);
  EXPECT_EQ(outcome.result.checks[0].verdict, Verdict::kInconclusive);
  EXPECT_EQ(outcome.result.checks[0].n, 0U);
  EXPECT_THAT(outcome.result.checks[0].why, HasSubstr("time was up"));
}

TEST_F(SuiteRunning, false_alerts_are_counted_by_class_and_policy_with_their_exposure) {
  const LoadedSuite suite = load("[{use: agentless}, {use: picket}]", "[{policies: [agentless], detected: {at_least: 0.8}}]");
  const SuiteOutcome outcome = run(suite, "out");
  ASSERT_EQ(outcome.result.false_alerts.size(), 2U);
  const FalseAlerts& agentless = outcome.result.false_alerts[0];
  EXPECT_EQ(agentless.device_class, "kiosk");
  EXPECT_EQ(agentless.alerts, 0U);
  // Three replications of four devices for 5 min + 10 min + the deadline of 125 min + 5 min.
  EXPECT_NEAR(agentless.device_days, 3 * 4 * 145.0 / 1440, 1e-9);
}

}  // namespace
}  // namespace picket::sim
