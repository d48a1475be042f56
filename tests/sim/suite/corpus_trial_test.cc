// Known failures tried again: what one run says of a check, and the trial of a corpus made by hand on small simulations.

#include "sim/suite/corpus_trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/scenario/load.h"
#include "sim/suite/suite_words.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(SingleValue, fails_on_the_wrong_side_of_the_bound) {
  Scenario scenario;
  scenario.attack_templates["a"].deadline = Duration::hours(2);
  scenario.attacks.push_back({});
  scenario.attacks.back().use = "a";
  LaneResult lane;
  lane.policy = "p";
  SuiteCheck check;
  check.policy = "p";
  check.bound = 0.5;
  EXPECT_FALSE(single_value(check, scenario, lane));  // no device is attacked
  lane.units.resize(4);
  for (UnitOutcome& unit : lane.units) unit.events = 1;
  EXPECT_TRUE(single_value(check, scenario, lane).value().fails);
  lane.units[0].detected = lane.units[1].detected = true;
  EXPECT_DOUBLE_EQ(single_value(check, scenario, lane).value().value, 0.5);
  EXPECT_FALSE(single_value(check, scenario, lane).value().fails);
  check.kind = CheckKind::kDetectedAtMost;
  EXPECT_FALSE(single_value(check, scenario, lane).value().fails);
  check.bound = 0.4;
  EXPECT_TRUE(single_value(check, scenario, lane).value().fails);
  EXPECT_EQ(value_words(check, 0.25), "25 %");
  check.kind = CheckKind::kMeasureAtMost;
  check.measure = "messages_per_day";
  EXPECT_EQ(value_words(check, 1234.56), "1235");
}

TEST(RepeatingCommand, names_the_seed_only_if_it_is_not_the_kept_one) {
  EXPECT_EQ(repeating_command("out/x/scenario.yaml", 1, 1, 4), "./picket run out/x/scenario.yaml --set replications=5");
  EXPECT_EQ(repeating_command("out/x/scenario.yaml", 1, 9, 0), "./picket run out/x/scenario.yaml --set replications=1 --seed 9");
  EXPECT_EQ(repeating_command("my out/x.yaml", 1, 1, 0), "./picket run 'my out/x.yaml' --set replications=1");
}

/// A reverse shell on one of two kiosks, which `agentless` never sees and `raw` always does.
class Trial : public ::testing::Test {
 protected:
  Trial() : corpus_(folder_.file("corpus")) {
    SuiteRequest request;
    request.paths = {std::string(PICKET_SOURCE_DIR) + "/scenarios/attacks/a15_reverse_shell.yaml"};
    request.library = std::string(PICKET_SOURCE_DIR) + "/scenarios";
    request.policies = {"agentless", "raw"};
    request.sets = {"devices=2", "targets=1", "warm_up=0 s", "start_jitter=1 min"};
    Diagnostics diagnostics;
    suite_ = load_suite(request, diagnostics).value_or(LoadedSuite{});
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
    check_ = suite_.cases.at(0).checks.at(0).to_string();
    name_ = suite_.cases.at(0).name;
    tally_ = InvariantTally(0, suite_.cases.at(0).invariants);
  }
  CorpusTrial run(bool out_of_time = false) {
    TrialCase one;
    one.source = &suite_.cases.at(0);
    one.settings.out_directory = folder_.file("out/cases");
    one.settings.study_id = name_;
    one.settings.resolved_scenario = write_scenario_yaml(one.source->scenario);
    picket::test::add_rules(one.settings.rules.texts, one.settings.rules.names);
    one.scenario_path = "scenario.yaml";
    one.invariants = &tally_;
    return try_corpus(corpus_, {one}, 2, [out_of_time] { return out_of_time; });
  }
  TemporaryFolder folder_;
  LoadedSuite suite_;
  SuiteCorpus corpus_;
  InvariantTally tally_{0, {}};
  std::string check_, name_;
};

TEST_F(Trial, tells_what_still_fails_what_passes_and_what_is_not_expected) {
  corpus_.add(name_, "agentless", {1, 2, check_, "0 %", ""});
  corpus_.add(name_, "raw", {1, 2, check_, "0 %", ""});
  corpus_.add(name_, "raw", {99, 0, "crash", "signal 9", ""});
  corpus_.add(name_, "raw", {99, 0, "invariant conservation", "1 is missing", ""});
  corpus_.add(name_, "raw", {99, 0, "detected within 1 min: at least 99 %", "0 %", ""});
  const CorpusTrial trial = run();
  ASSERT_EQ(trial.results.size(), 5U);
  EXPECT_EQ(trial.simulations, 2U);  // seed 1 with both policies, seed 99 with one
  EXPECT_EQ(trial.results[0].policy, "agentless");
  EXPECT_EQ(trial.results[0].state, CorpusState::kStillFails);
  EXPECT_EQ(trial.results[0].found, "0 %");
  EXPECT_EQ(trial.results[1].state, CorpusState::kPassesNow);
  EXPECT_EQ(trial.results[2].state, CorpusState::kPassesNow);
  EXPECT_EQ(trial.results[3].state, CorpusState::kPassesNow);
  EXPECT_EQ(trial.results[4].state, CorpusState::kNotExpected);
  EXPECT_THAT(trial.results[2].repeat_command, HasSubstr("--seed 99"));
  EXPECT_EQ(tally_.results()[0].judged, 3U);
  // The run with the suite's own seed lies where the suite looks for it; the other apart.
  EXPECT_TRUE(read_replication(suite_.cases[0].scenario, [&] {
    ReplicationSettings settings;
    settings.out_directory = folder_.file("out/cases");
    settings.study_id = name_;
    settings.resolved_scenario = write_scenario_yaml(suite_.cases[0].scenario);
    return settings;
  }(), 2));
  EXPECT_TRUE(fs::exists(folder_.file("out/seeds/99")));
  EXPECT_EQ(run().simulations, 0U);
}

TEST_F(Trial, that_comes_after_the_time_is_told) {
  corpus_.add(name_, "raw", {1, 0, check_, "0 %", ""});
  const CorpusTrial trial = run(true);
  EXPECT_TRUE(trial.out_of_time);
  ASSERT_EQ(trial.results.size(), 1U);
  EXPECT_EQ(trial.results[0].state, CorpusState::kNotTried);
}

// A file where the folder of the runs should be.
TEST_F(Trial, a_crash_is_of_its_case_and_still_fails) {
  corpus_.add(name_, "raw", {7, 0, "crash", "signal 9", ""});
  fs::create_directories(folder_.file("out/seeds"));
  std::ofstream(folder_.file("out/seeds/7")) << "in the way";
  const CorpusTrial trial = run();
  ASSERT_EQ(trial.results.size(), 1U);
  EXPECT_EQ(trial.results[0].state, CorpusState::kStillFails);
  EXPECT_THAT(trial.crashes.at(0), HasSubstr("seed 7, replication 0 ended with exit code 3"));
}

}  // namespace
}  // namespace picket::sim
