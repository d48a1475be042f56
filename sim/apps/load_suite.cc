#include "sim/apps/load_suite.h"

#include <set>
#include <utility>
#include <vector>

#include "sim/apps/load_input.h"

namespace picket::sim {

std::optional<SuiteInput> load_suite_or_explain(const SuiteRequest& request, const CommonOptions& common, bool result_follows) {
  Diagnostics diagnostics;
  std::optional<LoadedSuite> suite = load_suite(request, diagnostics);
  if (!suite) {
    say(diagnostics, common, result_follows);
    return std::nullopt;
  }
  RuleTexts rules = read_rules(suite->suite.rules);
  std::vector<InputProblem> of_rules;
  std::set<InputProblem> told;
  for (const PreparedCase& one : suite->cases) {
    std::vector<InputProblem> problems;
    // Cases of one attack say the same of it.
    for (InputProblem& problem : input_problems(one.scenario, rules)) {
      if (told.insert(problem).second) problems.push_back(std::move(problem));
    }
    for (InputProblem& problem : tell_in_scenario(std::move(problems), one.places_of_alerts, diagnostics)) of_rules.push_back(std::move(problem));
  }
  say(diagnostics, common, result_follows);
  if (refuse(of_rules) || !diagnostics.ok()) return std::nullopt;
  return SuiteInput{*std::move(suite), std::move(rules)};
}

}  // namespace picket::sim
