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
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/results/manifest.h"
#include "sim/suite/suite_result_json.h"
#include "sim/suite/suite_variants.h"
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
  SuiteOutcome run(const LoadedSuite& suite, const std::string& out, unsigned threads = 1, Duration budget = {}, SuiteCorpus* corpus = nullptr) {
    SuiteSettings settings;
    settings.corpus = corpus;
    settings.out_directory = folder_.file(out);
    settings.quiet = true;
    settings.threads = threads;
    settings.budget = budget;
    settings.feeds.resize(suite.cases.size());
    picket::test::add_rules(settings.rules.texts, settings.rules.names);
    return run_suite(suite, settings);
  }
  /// Changes what the run of a replication left, as if its simulation had.
  void change_run(const SuiteOutcome& outcome, std::uint32_t replication, const std::function<void(nlohmann::json&)>& change) {
    for (const auto& entry : fs::directory_iterator(outcome.directory + "/cases/shell/runs")) {
      const std::string path = (entry.path() / "measures.json").string();
      auto json = nlohmann::json::parse(content_of(path));
      if (json.at("replication") != replication) continue;
      change(json);
      std::ofstream(path) << json.dump();
    }
  }
  static void unbalance(nlohmann::json& json) { json["imbalances"] = {"raw events: one is missing"}; }
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
  // As a run leaves it; the cases are no studies of one's own.
  EXPECT_EQ(fs::read_symlink(folder_.file("out/latest")), outcome.result.suite_id);
  EXPECT_FALSE(fs::exists(folder_.file("out/" + outcome.result.suite_id + "/cases/latest")));
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

// Two cases, variants of one attack: two parts run one each, and the whole suite then simulates nothing and comes to the same.
TEST_F(SuiteRunning, parts_run_their_cases_as_the_whole_would) {
  const LoadedSuite suite = load("[{use: agentless}, {use: picket}]", "[{detected: {at_least: 0.8}}]", "variants: 2\n");
  ASSERT_EQ(suite.cases.size(), 2U);
  const SuiteOutcome whole = run(suite, "whole", 1);
  SuiteSettings settings;
  settings.out_directory = folder_.file("parts");
  settings.quiet = true;
  settings.feeds.resize(suite.cases.size());
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  for (const std::uint32_t index : {0U, 1U}) {
    settings.shard = {index, 2};
    const SuiteOutcome part = run_suite(suite, settings);
    EXPECT_EQ(part.exit_code, 0);
    EXPECT_FALSE(fs::exists(part.directory + "/suite.json"));
    EXPECT_GT(files_in(part.directory + "/cases/" + case_folder(suite.cases[index].name) + "/runs"), 0U);
  }
  const SuiteOutcome merged = run(suite, "parts", 1);
  EXPECT_EQ(merged.result.simulations, 0U);
  EXPECT_EQ(merged.result.digest, whole.result.digest);
}

// A round asks for two replications at least, so four are there where three decide.
TEST_F(SuiteRunning, what_was_found_is_no_more_than_what_was_used) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  EXPECT_EQ(run(suite, "out").result.cases[0].resumed, 0U);
  const SuiteOutcome again = run(suite, "out");
  EXPECT_EQ(again.result.simulations, 0U);
  EXPECT_EQ(again.result.cases[0].replications, 3U);
  EXPECT_EQ(again.result.cases[0].resumed, 3U);
}

// Its numbers may be other ones.
TEST_F(SuiteRunning, runs_of_another_commit_are_run_again) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  const SuiteOutcome first = run(suite, "out");
  const fs::path runs = first.directory + "/cases/shell/runs";
  std::vector<fs::path> all(fs::directory_iterator(runs), fs::directory_iterator{});
  ASSERT_FALSE(all.empty());
  std::sort(all.begin(), all.end());
  std::ostringstream text;
  text << std::ifstream(all.front() / "manifest.json").rdbuf();
  std::string manifest = text.str();
  const std::string commit = "\"" + this_build().commit + "\"";
  const std::size_t at = manifest.find(commit);
  ASSERT_NE(at, std::string::npos);
  manifest.replace(at, commit.size(), "\"0123456789ab\"");
  std::ofstream(all.front() / "manifest.json") << manifest;
  const SuiteOutcome again = run(suite, "out");
  EXPECT_EQ(again.result.simulations, 1U);
  EXPECT_EQ(again.result.digest, first.result.digest);
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

TEST_F(SuiteRunning, counts_that_balance_are_demanded_of_every_suite) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  const SuiteOutcome sound = run(suite, "out");
  ASSERT_EQ(sound.result.invariants.size(), 1U);
  EXPECT_EQ(sound.result.invariants[0].invariant, "conservation");
  EXPECT_EQ(sound.result.invariants[0].judged, 3U);
  EXPECT_EQ(sound.result.invariants[0].verdict(), Verdict::kPass);

  change_run(sound, 1, unbalance);
  const SuiteOutcome broken = run(suite, "out");
  EXPECT_EQ(broken.exit_code, 3);
  const InvariantResult& invariant = broken.result.invariants.at(0);
  EXPECT_EQ(invariant.verdict(), Verdict::kFail);
  ASSERT_EQ(invariant.breaches.size(), 1U);
  EXPECT_EQ(invariant.breaches[0].replication, 1U);
  EXPECT_EQ(invariant.breaches[0].says, "raw events: one is missing");
  EXPECT_THAT(invariant.repeat_command, HasSubstr("cases/shell/scenario.yaml --set replications=2"));
  EXPECT_EQ(broken.result.checks[0].verdict, Verdict::kInconclusive);
  EXPECT_THAT(broken.result.checks[0].why, HasSubstr("an invariant is broken"));
}

// A demand on the policy goes on: its case is judged to the end, and the run counts as one.
TEST_F(SuiteRunning, a_broken_demand_does_not_end_its_case) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]", "invariants: [no_drop.queue_full, hub_quota]\n");
  change_run(run(suite, "out"), 0, [](nlohmann::json& json) {
    json["drops"].push_back({{"stage", "queue"}, {"reason", "queue_full"}, {"raw_events_per_device_day", 10}});
  });
  const SuiteOutcome outcome = run(suite, "out");
  EXPECT_EQ(outcome.exit_code, 0);
  ASSERT_EQ(outcome.result.invariants.size(), 3U);
  EXPECT_EQ(outcome.result.invariants[1].invariant, "no_drop.queue_full");
  EXPECT_EQ(outcome.result.invariants[1].broken, 1U);
  EXPECT_EQ(outcome.result.invariants[1].judged, 3U);
  EXPECT_EQ(outcome.result.invariants[2].verdict(), Verdict::kPass);
  EXPECT_EQ(outcome.result.checks[0].verdict, Verdict::kFail);
}

TEST_F(SuiteRunning, deterministic_repeats_every_simulation) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]", "invariants: [deterministic]\n");
  const SuiteOutcome outcome = run(suite, "out");
  ASSERT_EQ(outcome.result.invariants.size(), 2U);
  EXPECT_EQ(outcome.result.invariants[1].judged, 3U);
  EXPECT_EQ(outcome.result.invariants[1].verdict(), Verdict::kPass);
  EXPECT_GE(outcome.result.simulations, 6U);

  change_run(outcome, 2, [](nlohmann::json& json) { json["digest"] = 255; });
  const SuiteOutcome other = run(suite, "out");
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.result.invariants[1].breaches.at(0).says, HasSubstr("digest 00000000000000ff"));
}

TEST_F(SuiteRunning, failures_join_the_corpus_and_are_tried_first_outside_the_statistics) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  SuiteCorpus corpus(folder_.file("corpus"));
  const SuiteOutcome first = run(suite, "out", 1, {}, &corpus);
  EXPECT_TRUE(first.result.corpus.empty());
  EXPECT_EQ(first.result.corpus_joined, 3U);

  SuiteCorpus known(folder_.file("corpus"));
  Diagnostics diagnostics;
  known.read(suite, diagnostics);
  ASSERT_TRUE(diagnostics.ok()) << diagnostics.text();
  const LoadedSuite other = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]", "seed: 2\n");
  const SuiteOutcome second = run(other, "out", 1, {}, &known);
  ASSERT_EQ(second.result.corpus.size(), 3U);
  for (const CorpusResult& c : second.result.corpus) {
    EXPECT_EQ(c.seed, 1U);
    EXPECT_EQ(c.state, CorpusState::kStillFails);
    EXPECT_EQ(c.found, "0 %");
  }
  // Three runs of its own decide; the three known ones would have been six.
  EXPECT_EQ(second.result.checks[0].n, 3U);
  EXPECT_EQ(second.result.invariants[0].judged, 6U);
  EXPECT_EQ(second.result.corpus_joined, 3U);  // of seed 2
}

TEST_F(SuiteRunning, a_known_failure_that_breaks_an_invariant_ends_the_suite_at_once) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.8}}]");
  SuiteCorpus corpus(folder_.file("corpus"));
  corpus.add("shell", "agentless", {1, 4, "invariant conservation", "raw events: one is missing", ""});
  const SuiteOutcome fixed = run(suite, "out", 1, {}, &corpus);
  EXPECT_EQ(fixed.result.corpus.at(0).state, CorpusState::kPassesNow);
  EXPECT_EQ(fixed.result.checks[0].n, 3U);

  change_run(fixed, 4, unbalance);
  const SuiteOutcome broken = run(suite, "out", 1, {}, &corpus);
  EXPECT_EQ(broken.exit_code, 3);
  EXPECT_EQ(broken.result.corpus.at(0).state, CorpusState::kStillFails);
  EXPECT_EQ(broken.result.checks[0].n, 0U);
  EXPECT_THAT(broken.result.checks[0].why, HasSubstr("a known failure broke an invariant"));
}

// Against "good: 0.9" each miss is worth (1 - 0.5) / (1 - 0.9) = 5, and two are 25; against the bound of 0.5 alone the
// alternatives 0.45, 0.35 and 0.15 multiply by 1.1, 1.3 and 1.7, so six replications would decide nothing.
TEST_F(SuiteRunning, a_good_level_decides_between_the_two) {
  const LoadedSuite suite = load("[{use: agentless}]", "[{detected: {at_least: 0.5, good: 0.9}}]");
  const SuiteOutcome outcome = run(suite, "out");
  const CheckResult& check = outcome.result.checks.at(0);
  EXPECT_EQ(check.verdict, Verdict::kFail);
  EXPECT_EQ(check.n, 2U);  // (0.5 / 0.1)^2 = 25
  EXPECT_THAT(check.why, HasSubstr("shown not to be good (90 %)"));
}

}  // namespace
}  // namespace picket::sim
