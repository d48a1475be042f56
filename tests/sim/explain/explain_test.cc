#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "sim/explain/explain_alert.h"
#include "sim/explain/explain_unit.h"
#include "sim/explain/source_standing.h"
#include "sim/explain/words.h"
#include "tests/sim/experiment/in_child.h"
#include "tests/sim/experiment/small_study.h"

// Alerts and missed attacks of scenarios/smoke/why.yaml, each looked at in a repetition of the run in a process of its
// own. The attack `shell` runs `id` and five seconds later a shell over /dev/tcp. The policy `folded` counts the
// processes of a user in windows of a minute and keeps the first command line, so the shell arrives as an `id` (or as
// what the kiosk itself ran before it in that minute) and the rule about /dev/tcp has nothing to hold on to.

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class Explain : public ::testing::Test {
 protected:
  Explain() {
    std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/scenarios/smoke/why.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    const Scenario scenario = test::small_scenario({}, text.str());
    StudySettings settings = test::settings_for(scenario, folder_.path());
    rules_ = settings.rules;
    const StudyOutcome outcome = run_study(scenario, settings);
    EXPECT_EQ(outcome.exit_code, 0);
    study_ = outcome.directory;
  }

  void repeated(const std::string& policy, const std::function<Rerun::Focus(const World&)>& focus,
                const std::function<void(const Rerun&)>& look) const {
    test::in_child([&] {
      const ChosenRun run = choose_run({study_, policy, std::nullopt});
      const Scenario scenario = scenario_of(run);
      Rerun rerun(run, scenario, {rules_, {}, 1, true});
      rerun.repeat(focus(rerun.world()));
      look(rerun);
    });
  }
  void overview(const std::string& policy, const std::function<void(const RunOverview&)>& look) const {
    repeated(policy, [](const World&) { return Rerun::Focus{}; }, [&](const Rerun& rerun) { look(overview_of(rerun)); });
  }
  void unit(const std::string& policy, const std::string& attack, const std::function<void(const UnitExplanation&, const Rerun&)>& look) const {
    const auto focus = [&](const World& world) {
      for (std::uint32_t u = 0; u < world.attacks().units().size(); ++u) {
        if (unit_name(world, u).starts_with(attack + "/")) return Rerun::Focus{std::nullopt, u};
      }
      throw std::runtime_error("no unit of " + attack);
    };
    repeated(policy, focus, [&](const Rerun& rerun) {
      const auto& unit = rerun.trace()->device();
      for (std::uint32_t u = 0; u < rerun.world().attacks().units().size(); ++u) {
        if (rerun.world().attacks().units()[u].device == unit && unit_name(rerun.world(), u).starts_with(attack + "/"))
          look(explain_unit(rerun, u), rerun);
      }
    });
  }
  void alert(const std::string& policy, std::uint64_t number, const std::function<void(const AlertExplanation&, const Rerun&)>& look) const {
    repeated(policy, [&](const World&) { return Rerun::Focus{number, std::nullopt}; },
             [&](const Rerun& rerun) { look(explain_alert(rerun, number), rerun); });
  }
  /// Number of the first alert of a type, found in a child and told by its exit code.
  std::uint64_t first_of(const std::string& policy, const std::string& type) const {
    const auto job = [&]() -> int {
      const ChosenRun run = choose_run({study_, policy, std::nullopt});
      const Scenario scenario = scenario_of(run);
      Rerun rerun(run, scenario, {rules_, {}, 1, true});
      rerun.repeat({});
      for (const AlertLine& line : overview_of(rerun).alerts) {
        if (line.alert == type && line.judgement == "detection") return static_cast<int>(line.number);
      }
      return 0;
    };
    const int number = run_in_processes({job}, 1, {}).front().exit_code;
    EXPECT_GT(number, 0) << type;
    return static_cast<std::uint64_t>(number);
  }

  TemporaryFolder folder_;
  RuleTexts rules_;
  std::string study_;
};

void expect_parts_to_sum(const AlertExplanation& alert, const Rerun& rerun) {
  ASSERT_FALSE(alert.delays.empty());
  for (const UnitDelay& delay : alert.delays) {
    for (const AttackUnit& unit : rerun.world().attacks().units()) {
      const auto u = static_cast<std::uint32_t>(&unit - rerun.world().attacks().units().data());
      if (unit_name(rerun.world(), u) != delay.unit) continue;
      EXPECT_EQ(delay.parts.total(), (alert.raised - unit.start).count_microseconds());
    }
  }
}

TEST_F(Explain, repeats_a_run_with_all_its_outcomes) {
  const LaneResult stored = choose_run({study_, "picket", std::nullopt}).result;
  overview("picket", [&](const RunOverview& run) {
    ASSERT_EQ(run.units.size(), stored.units.size());
    for (std::size_t u = 0; u < run.units.size(); ++u) {
      EXPECT_EQ(run.units[u].detected, stored.units[u].detected);
      EXPECT_EQ(run.units[u].alert, stored.units[u].alert);
      EXPECT_EQ(run.units[u].first_alert.has_value(), stored.units[u].detected) << run.units[u].unit;
    }
    EXPECT_EQ(static_cast<std::int64_t>(run.alerts.size()), stored.alerts);
  });
}

TEST_F(Explain, an_alert_by_a_rule_down_to_the_events_and_the_tests_that_held) {
  alert("picket", first_of("picket", "Reverse shells"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "rule");
    EXPECT_EQ(a.source.title, "Shell bound to a network device of bash");
    EXPECT_EQ(a.source.file, "shells.yml");
    EXPECT_EQ(a.judgement, "detection");
    ASSERT_FALSE(a.evidence.empty());
    const EvidenceText& e = a.evidence.front();
    EXPECT_TRUE(e.known);
    EXPECT_EQ(e.kind, "process");
    const auto line = std::find_if(e.fields.begin(), e.fields.end(), [](const FieldValueText& f) { return f.name == "CommandLine"; });
    ASSERT_NE(line, e.fields.end());
    EXPECT_THAT(line->value, HasSubstr("/dev/tcp/"));
    EXPECT_THAT(e.tests, HasSubstr("yes    CommandLine like '*/dev/tcp/*'"));
    ASSERT_FALSE(e.stands_for.empty());
    EXPECT_THAT(e.stands_for.front().unit, HasSubstr("kiosk-"));
    EXPECT_EQ(e.stands_for.front().events, 1U);
    EXPECT_LE(e.created, e.sent);
    EXPECT_LE(e.sent, e.arrived);
    EXPECT_LE(e.arrived, e.accepted);
    EXPECT_LT(e.accepted, a.raised);
    expect_parts_to_sum(a, rerun);
  });
}

// Thirty failed logins within ten minutes; a guess every two seconds.
TEST_F(Explain, an_alert_by_a_correlation_with_its_members) {
  alert("picket", first_of("picket", "sim.bruteforce_failed"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "correlation");
    ASSERT_TRUE(a.correlation.has_value());
    EXPECT_EQ(a.correlation->type, "event_count");
    EXPECT_EQ(a.correlation->wanted, ">= 30");
    EXPECT_EQ(a.correlation->timespan, Duration::minutes(10));
    EXPECT_EQ(a.correlation->group_by, std::vector<std::string>{"device"});
    std::uint64_t events = 0;
    for (const EvidenceText& e : a.evidence) {
      ASSERT_EQ(e.members.size(), 1U);
      events += e.members.front().events;
      EXPECT_GE(e.members.front().time, a.window_start);
      EXPECT_LE(e.members.front().time, a.window_end);
    }
    EXPECT_GE(events, 30U);
    expect_parts_to_sum(a, rerun);
  });
}

TEST_F(Explain, an_alert_by_a_listed_address_with_the_word_of_its_source) {
  alert("picket", first_of("picket", "Suspicious IP address communication"), [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_EQ(a.source.kind, "model");
    ASSERT_TRUE(a.indicator.has_value());
    EXPECT_EQ(a.indicator->source, "sim.feed");
    ASSERT_FALSE(a.evidence.empty());
    const EvidenceText& e = a.evidence.front();
    EXPECT_TRUE(std::any_of(e.fields.begin(), e.fields.end(), [&](const FieldValueText& f) { return f.value == a.indicator->value; }));
    expect_parts_to_sum(a, rerun);
  });
}

TEST_F(Explain, an_alert_that_rests_on_silence) {
  const auto number = first_of("picket", "sim.device_silent");
  alert("picket", number, [](const AlertExplanation& a, const Rerun& rerun) {
    EXPECT_TRUE(a.absence);
    EXPECT_TRUE(a.evidence.empty());
    EXPECT_EQ(a.source.kind, "model");
    expect_parts_to_sum(a, rerun);
  });
}

TEST_F(Explain, a_unit_that_silence_told) {
  unit("picket", "kill", [](const UnitExplanation& u, const Rerun& rerun) {
    EXPECT_TRUE(u.detected);
    ASSERT_TRUE(u.first_alert.has_value());
    EXPECT_TRUE(std::find(u.alerts.begin(), u.alerts.end(), *u.first_alert) != u.alerts.end());
    ASSERT_FALSE(u.expected.empty());
    EXPECT_EQ(u.expected.front().outcome, "raised");
    const auto silent = std::find_if(u.expected.begin(), u.expected.end(),
                                     [](const StandingText& s) { return s.alert == "sim.device_silent"; });
    ASSERT_NE(silent, u.expected.end());
    EXPECT_EQ(silent->outcome, "raised");
    EXPECT_FALSE(rerun.record().findings().empty());
  });
}

TEST_F(Explain, a_missed_step_whose_command_line_was_folded_away) {
  unit("folded", "shell", [](const UnitExplanation& u, const Rerun& rerun) {
    EXPECT_FALSE(u.detected);
    EXPECT_FALSE(u.first_alert.has_value());
    ASSERT_EQ(u.steps.size(), 2U);
    EXPECT_EQ(u.steps[1].id, "shell");
    ASSERT_EQ(u.steps[1].acts.size(), 2U);  // the fork and the exec
    const ActText& shell = u.steps[1].acts.back();
    EXPECT_THAT(shell.what, HasSubstr("/dev/tcp/"));
    EXPECT_EQ(shell.events, 1U);
    EXPECT_TRUE(shell.lost.empty());
    ASSERT_EQ(shell.reached.size(), 1U);
    EXPECT_EQ(shell.reached.front().events, 1U);
    EXPECT_GE(shell.reached.front().others, 1U);  // at least the `id` of the attack itself
    ASSERT_FALSE(u.expected.empty());
    const StandingText& nearest = u.expected.front();
    EXPECT_EQ(nearest.source.title, "Shell bound to a network device of bash");
    EXPECT_EQ(nearest.alert, "Reverse shells");
    EXPECT_EQ(nearest.outcome, "changed");
    EXPECT_EQ(nearest.failed, 1U);
    EXPECT_EQ(nearest.failed_as_happened, 0U);
    ASSERT_EQ(nearest.lacked.size(), 1U);
    EXPECT_EQ(nearest.lacked.front().field, "CommandLine");
    EXPECT_EQ(nearest.lacked.front().wanted, "like '*/dev/tcp/*'");
    EXPECT_THAT(nearest.lacked.front().found, ::testing::Not(HasSubstr("/dev/tcp/")));
    EXPECT_THAT(u.summary, HasSubstr("Nearest is rule 'Shell bound to a network device of bash'"));
    for (std::size_t i = 1; i < u.expected.size(); ++i) EXPECT_FALSE(is_nearer(u.expected[i], u.expected[i - 1]));
    EXPECT_EQ(rerun.result().units.size(), 5U);
  });
}

// Events happened = lost by each reason + arrived, act by act, for every policy and attack.
TEST_F(Explain, accounts_for_every_event_of_a_unit) {
  for (const char* policy : {"picket", "folded"}) {
    for (const char* attack : {"guesses", "remote", "kill"}) {
      unit(policy, attack, [&](const UnitExplanation& u, const Rerun& rerun) {
        std::uint64_t happened = 0;
        for (const StepText& step : u.steps) {
          for (const ActText& act : step.acts) {
            std::uint64_t ended = 0;
            for (const LossText& loss : act.lost) ended += loss.events;
            for (const ReachedText& reached : act.reached) ended += reached.events;
            EXPECT_EQ(ended, act.events) << policy << ' ' << u.unit << ' ' << act.what;
            happened += act.events;
          }
        }
        for (std::uint32_t i = 0; i < rerun.result().units.size(); ++i) {
          if (unit_name(rerun.world(), i) == u.unit) {
            EXPECT_EQ(happened, rerun.result().units[i].events);
          }
        }
      });
    }
  }
}

TEST_F(Explain, refuses_to_explain_a_run_that_does_not_repeat_and_names_the_cause) {
  test::in_child([this] {
    const ChosenRun run = choose_run({study_, "picket", std::nullopt});
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

TEST_F(Explain, says_which_alerts_and_units_there_are) {
  test::in_child([this] {
    const ChosenRun run = choose_run({study_, "picket", std::nullopt});
    const Scenario scenario = scenario_of(run);
    Rerun rerun(run, scenario, {rules_, {}, 1, true});
    const std::string name = unit_name(rerun.world(), 0);
    EXPECT_EQ(find_unit(rerun.world(), name), 0U);
    const auto refusal = [&](const std::string& word) {
      try {
        find_unit(rerun.world(), word);
      } catch (const WrongInput& error) {
        return std::string(error.what());
      }
      return std::string();
    };
    EXPECT_THAT(refusal(name.substr(1)), HasSubstr("did you mean '" + name + "'?"));
    EXPECT_THAT(refusal("nobody"), HasSubstr("there are\n  " + name + "\n"));
    try {
      rerun.repeat({100'000, std::nullopt});
      ADD_FAILURE() << "there is no such alert";
    } catch (const WrongInput& error) {
      EXPECT_THAT(error.what(), HasSubstr("there is no alert 100000; the run raised "));
    }
  });
}

}  // namespace
}  // namespace picket::sim
