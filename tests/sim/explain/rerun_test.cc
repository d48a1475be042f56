#include "sim/explain/rerun.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

using RerunTest = test::WhyStudy;

TEST_F(RerunTest, repeats_a_run_with_all_its_outcomes) {
  const LaneResult stored = run_of("picket").result;
  overview("picket", [&](const RunOverview&, const Rerun& rerun) {
    ASSERT_EQ(rerun.result().units.size(), stored.units.size());
    for (std::size_t u = 0; u < stored.units.size(); ++u) {
      EXPECT_EQ(rerun.result().units[u].detected, stored.units[u].detected);
      EXPECT_EQ(rerun.result().units[u].alert, stored.units[u].alert);
      EXPECT_EQ(rerun.result().units[u].events_arrived, stored.units[u].events_arrived);
    }
    EXPECT_EQ(rerun.result().digest, stored.digest);
    EXPECT_EQ(static_cast<std::int64_t>(rerun.record().findings().size()), stored.alerts);
    EXPECT_TRUE(rerun.record().messages().empty());  // nothing was in focus
    EXPECT_EQ(rerun.trace(), nullptr);
  });
}

TEST_F(RerunTest, keeps_the_messages_that_an_alert_rests_on_and_no_others) {
  const auto number = first_of("picket", "Reverse shells");
  alert("picket", number, [&](const AlertExplanation&, const Rerun& rerun) {
    std::set<MessageKey> wanted;
    for (const Evidence& e : rerun.record().findings()[number - 1].evidence) wanted.insert({e.device.value(), e.sequence});
    std::set<MessageKey> kept;
    for (const auto& [key, message] : rerun.record().messages()) kept.insert(key);
    EXPECT_FALSE(kept.empty());
    EXPECT_EQ(kept, wanted);
  });
}

TEST_F(RerunTest, refuses_to_explain_a_run_that_does_not_repeat_and_names_the_cause) {
  test::in_child([this] {
    const ChosenRun run = run_of("picket");
    const Scenario scenario = scenario_of(run);
    RuleTexts fewer = rules_;
    const auto shells = std::find(fewer.names.begin(), fewer.names.end(), "shells.yml");
    ASSERT_NE(shells, fewer.names.end());
    fewer.texts.erase(fewer.texts.begin() + (shells - fewer.names.begin()));
    fewer.names.erase(shells);
    Rerun rerun(run, scenario, {fewer, {}, 1, true});
    try {
      rerun.repeat({});
      ADD_FAILURE() << "it was explained";
    } catch (const WrongInput& error) {
      EXPECT_THAT(error.what(), HasSubstr("what would be explained is another run"));
      EXPECT_THAT(error.what(), HasSubstr("rules or feeds have changed since"));
    }
  });
}

TEST_F(RerunTest, says_how_many_alerts_there_are_where_one_is_asked_for_that_is_none) {
  test::in_child([this] {
    const ChosenRun run = run_of("picket");
    const Scenario scenario = scenario_of(run);
    Rerun rerun(run, scenario, {rules_, {}, 1, true});
    try {
      rerun.repeat({100'000, std::nullopt});
      ADD_FAILURE() << "there is no such alert";
    } catch (const WrongInput& error) {
      EXPECT_THAT(error.what(), HasSubstr("there is no alert 100000; the run raised "));
    }
  });
}

TEST_F(RerunTest, says_which_manifest_holds_no_scenario_that_it_can_read) {
  ChosenRun run = run_of("picket");
  run.manifest.resolved_scenario = "name: [";
  try {
    scenario_of(run);
    ADD_FAILURE() << "it was read";
  } catch (const WrongInput& error) {
    EXPECT_THAT(error.what(), HasSubstr(run.path + ": the scenario in its manifest cannot be read"));
  }
}

}  // namespace
}  // namespace picket::sim
