#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "sim/explain/explain_alert.h"
#include "sim/explain/explain_unit.h"
#include "sim/explain/unit_evidence.h"
#include "sim/explain/words.h"
#include "tests/sim/experiment/in_child.h"
#include "tests/sim/experiment/small_study.h"

// scenarios/smoke/why.yaml: 24 kiosks for six hours, three attacks. The attack `shell` runs `id` and five seconds later a
// shell over /dev/tcp. The policy `folded` counts the processes of a user in windows of a minute and keeps the first
// command line, so the shell arrives as an `id` (or as what the kiosk itself ran before it in that minute) and the rule
// about /dev/tcp has nothing to hold on to.

namespace picket::sim::test {

inline std::string why_text() {
  std::ifstream file(std::string(PICKET_SOURCE_DIR) + "/scenarios/smoke/why.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
inline Scenario why_scenario(const std::vector<std::string>& sets = {}) { return small_scenario(sets, why_text()); }

/// Runs the study; each look inside repeats a run of it in a process of its own.
class WhyStudy : public ::testing::Test {
 protected:
  explicit WhyStudy(const std::vector<std::string>& sets = {}) {
    const Scenario scenario = why_scenario(sets);
    StudySettings settings = settings_for(scenario, folder_.path());
    rules_ = settings.rules;
    const StudyOutcome outcome = run_study(scenario, settings);
    EXPECT_EQ(outcome.exit_code, 0);
    study_ = outcome.directory;
  }

  ChosenRun run_of(const std::string& policy) const { return choose_run({study_, policy, std::nullopt}); }
  /// A run that was repeated with the focus on what is asked for.
  void repeated(const std::string& policy, const std::function<Rerun::Focus(const World&)>& focus,
                const std::function<void(const Rerun&)>& look) const {
    in_child([&] {
      const ChosenRun run = run_of(policy);
      const Scenario scenario = scenario_of(run);
      Rerun rerun(run, scenario, {rules_, {}, 1, true});
      rerun.repeat(focus(rerun.world()));
      look(rerun);
    });
  }
  void overview(const std::string& policy, const std::function<void(const RunOverview&, const Rerun&)>& look) const {
    repeated(policy, [](const World&) { return Rerun::Focus{}; }, [&](const Rerun& rerun) { look(overview_of(rerun), rerun); });
  }
  /// The first unit of an attack.
  void unit(const std::string& policy, const std::string& attack,
            const std::function<void(std::uint32_t, const Rerun&)>& look) const {
    repeated(policy, [&](const World& world) { return Rerun::Focus{std::nullopt, unit_of(world, attack)}; },
             [&](const Rerun& rerun) { look(unit_of(rerun.world(), attack), rerun); });
  }
  void alert(const std::string& policy, std::uint64_t number,
             const std::function<void(const AlertExplanation&, const Rerun&)>& look) const {
    repeated(policy, [&](const World&) { return Rerun::Focus{number, std::nullopt}; },
             [&](const Rerun& rerun) { look(explain_alert(rerun, number), rerun); });
  }
  /// Number of the first alert of a type, found in a child and told by its exit code.
  std::uint64_t first_of(const std::string& policy, const std::string& type) const {
    const auto job = [&]() -> int {
      const ChosenRun run = run_of(policy);
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
  static std::uint32_t unit_of(const World& world, const std::string& attack) {
    for (std::uint32_t u = 0; u < world.attacks().units().size(); ++u) {
      if (unit_name(world, u).starts_with(attack + "/")) return u;
    }
    throw std::runtime_error("no unit of " + attack);
  }

  TemporaryFolder folder_;
  RuleTexts rules_;
  std::string study_;
};

}  // namespace picket::sim::test
