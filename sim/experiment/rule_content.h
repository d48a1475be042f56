#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What a person gave is wrong: the program says so and ends with exit code 2.
class WrongInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Sigma rules, file by file, in a fixed order: it is the order of their numbers.
struct RuleTexts {
  std::vector<std::string> names;
  std::vector<std::string> texts;
  /// From this file on they are rules of others, of the pack `sigma`.
  std::size_t first_foreign = std::numeric_limits<std::size_t>::max();
  PackSet packs{};  ///< that raise findings
};

void add_rules(const RuleTexts& rules, PipelineContent::Builder& builder);
/// Seals the content.
/// Errors: throws WrongInput with every problem of the rules.
std::shared_ptr<const PipelineContent> build_or_refuse(PipelineContent::Builder& builder);

/// A problem or a note of a rule for people: its text, then the line of the file's `text` that it points at with a caret
/// below; without those where the place is not known or the line is too long to be shown.
std::string problem_with_line(const picket::Diagnostic& problem, std::string_view text);

/// One thing that is wrong with what a run would work on.
struct InputProblem {
  std::string path;  ///< of a value of the scenario; empty: it is in a rule, and `text` names its file and place and shows the line
  std::string text;
  bool in_scenario() const { return !path.empty(); }
  auto operator<=>(const InputProblem&) const = default;
};

/// What is wrong with a scenario that its reader cannot see, since it knows neither devices nor
/// attacks nor rules: steps that name nothing, bad rules, expected alerts that nothing raises. Each once; empty if all is well.
std::vector<InputProblem> input_problems(const Scenario& scenario, const RuleTexts& rules);
/// Those of them that do not depend on rules: steps of classes and attacks that name nothing, or lack something.
std::vector<InputProblem> part_problems(const Scenario& scenario);
/// What is said of an alert that an attack expects and that nothing raises.
std::string unraised(const std::string& alert, const PipelineContent& content);
/// Adds those of the scenario to the diagnostics, each with its line; gives back those of rules.
std::vector<InputProblem> tell_in_scenario(std::vector<InputProblem> problems, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
